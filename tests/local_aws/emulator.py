"""Starts the local AWS of the tests: ministack, with four gaps between it and the real service closed.

1. An HTTP API's OpenAPI `Body`, which is what SAM makes of `HttpApi` events, creates routes and integrations.
2. A stream's event source mapping honours ReportBatchItemFailures, BisectBatchOnFunctionError, MaximumRetryAttempts and
   the on-failure destination, as AWS documents them. (As delivered, a reported failure is silently dropped.)
3. A table's TimeToLiveSpecification and PointInTimeRecoverySpecification are applied.
4. Sending and deleting messages in batches asks for sqs:SendMessage and sqs:DeleteMessage, as it does on AWS, which knows
   no permission for the batches.

It takes the environment and arguments of the `ministack` command. It reaches into private functions of the pinned version
(requirements-emulator.txt); when that version changes, `stack_*` tests tell whether this still fits. Nothing on disk is
changed.
"""

import json
import re
import time

from ministack.core import iam_actions as permissions
from ministack.services import apigateway as gateway
from ministack.services import dynamodb
from ministack.services import lambda_svc as functions
from ministack.services.cloudformation import provisioners

RETRY_PAUSE_SECONDS = 0.2


def provisioner_of(kind):
    """The pair of functions that make a kind of resource from a template."""
    for value in vars(provisioners).values():
        if isinstance(value, dict) and isinstance(value.get(kind), dict) and "create" in value[kind]:
            return value[kind]
    raise SystemExit(f"this ministack does not know {kind}; is it the pinned version?")


# ------------------------------------------------------------------------------------------------------- 1. HTTP APIs
def import_routes(api_id, body):
    gateway._routes[api_id] = {}
    gateway._integrations[api_id] = {}
    for path, operations in (body.get("paths") or {}).items():
        for method, operation in operations.items():
            integration = isinstance(operation, dict) and operation.get("x-amazon-apigateway-integration")
            if not integration:
                continue
            verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
            key = "$default" if path == "/$default" else f"{verb} {path}"
            function = re.search(r"/functions/(.+)/invocations$", integration["uri"])
            _, _, made = gateway._create_integration(api_id, {
                "integrationType": "AWS_PROXY",
                "integrationUri": function.group(1) if function else integration["uri"],
                "integrationMethod": "POST",
                "payloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
            })
            target = f"integrations/{json.loads(made)['integrationId']}"
            gateway._create_route(api_id, {"routeKey": key, "target": target})


api = provisioner_of("AWS::ApiGatewayV2::Api")
create_api, update_api = api["create"], api["update"]


def create_api_with_routes(logical_id, properties, stack_name):
    made = create_api(logical_id, properties, stack_name)
    if isinstance(properties.get("Body"), dict):
        import_routes(made[0], properties["Body"])
    return made


def update_api_with_routes(physical_id, old, new, *rest, **named):
    made = update_api(physical_id, old, new, *rest, **named)
    if isinstance(new.get("Body"), dict):
        import_routes(made[0] if isinstance(made, tuple) else physical_id, new["Body"])
    return made


api["create"], api["update"] = create_api_with_routes, update_api_with_routes

# ------------------------------------------------------------------------------------------ 3. retention and recovery
table = provisioner_of("AWS::DynamoDB::Table")
create_table = table["create"]
TABLE_SETTINGS = (
    (dynamodb._update_ttl, "TimeToLiveSpecification", "Enabled"),
    (dynamodb._update_continuous_backups, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
)


def create_table_with_settings(logical_id, properties, stack_name):
    made = create_table(logical_id, properties, stack_name)
    for apply, key, switch in TABLE_SETTINGS:
        if isinstance(properties.get(key), dict):
            setting = dict(properties[key])
            setting[switch] = str(setting.get(switch, True)).lower() == "true"
            answer = apply({"TableName": made[0], key: setting})
            if answer[0] >= 400:
                raise ValueError(f"{key}: {answer[2]!r}")
    return made


table["create"] = create_table_with_settings

# ----------------------------------------------------------------------------------------- 2. streams into functions
# Per mapping, the batches under way as [first position, last position + 1, attempts so far], oldest first.
under_way = {}


def new_batch(mapping, table_name):
    """Puts the next batch of a mapping under way, if there is none and there are new records."""
    mapping_id = mapping["UUID"]
    horizon, end = dynamodb.stream_start_position(table_name), dynamodb.stream_end_position(table_name)
    positions = functions._dynamodb_stream_positions
    with functions._dynamodb_stream_positions_lock:
        start = horizon if mapping.get("StartingPosition") == "TRIM_HORIZON" else end
        position = positions[mapping_id] = max(positions.get(mapping_id, start), horizon)
    batches = under_way.setdefault(mapping_id, [])
    if not batches:
        records = dynamodb.stream_records_since(table_name, position, mapping.get("BatchSize", 100))
        if records:
            batches.append([position, position + len(records), 0])
    return batches


def reported_failure(mapping, result, places):
    """What the function's answer says of the batch: (whole batch failed, place of the first failed record)."""
    if result.get("error"):
        return True, None
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return False, None
    body = result.get("body")
    answer = json.loads(body or "null") if isinstance(body, (str, bytes)) else body
    failures = (answer or {}).get("batchItemFailures") or []
    failed = [places.get((failure or {}).get("itemIdentifier")) for failure in failures]
    if None in failed:
        return True, None  # an empty or unknown identifier fails the whole batch
    return False, min(failed, default=None)


def step(mapping):
    """Delivers one batch of one mapping; says whether there was one."""
    source = functions.parse_arn(mapping.get("EventSourceArn", ""))
    here = (functions.get_account_id(), functions.get_region())
    if source.service != "dynamodb" or (source.account_id, source.region) != here:
        return False
    found = functions._dynamodb_stream_table_from_arn_spec(source)
    function, _ = functions._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    table = dynamodb._tables.get(found[0]) if found else None
    if function is None or not table or table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return False
    mapping_id, table_name = mapping["UUID"], found[0]
    if functions._esm_backoff_until.get(mapping_id, 0) > time.time():
        return False
    batches = new_batch(mapping, table_name)
    if not batches:
        return False
    start, stop, attempts = batches.pop(0)

    def checkpoint(position):
        with functions._dynamodb_stream_positions_lock:
            functions._dynamodb_stream_positions[mapping_id] = position

    records = dynamodb.stream_records_since(table_name, start, stop - start)
    kept = [
        (start + offset, record)
        for offset, record in enumerate(records)
        if functions._apply_filter_criteria([record], mapping)
    ]
    if not kept:
        checkpoint(stop)
        return True
    batch = [record for _, record in kept]
    result = functions._execute_function(function, {"Records": batch})
    places = {record["dynamodb"]["SequenceNumber"]: place for place, record in kept}
    whole, failed_at = reported_failure(mapping, result, places)
    if not whole and failed_at is None:
        functions._esm_backoff_until.pop(mapping_id, None)
        checkpoint(stop)
        return True

    failed_at = start if whole else failed_at  # everything before it is done
    checkpoint(failed_at)
    limit = mapping.get("MaximumRetryAttempts")
    limit = -1 if limit is None else int(limit)
    if whole and mapping.get("BisectBatchOnFunctionError") and len(kept) > 1:
        middle = kept[len(kept) // 2][0]  # a split does not count as an attempt
        batches[:0] = [[start, middle, attempts], [middle, stop, attempts]]
    elif limit < 0 or attempts < limit:
        batches.insert(0, [failed_at, stop, attempts + 1])
    else:
        lost = [record for place, record in kept if place >= failed_at]
        functions._send_ddb_stream_failure_record(
            mapping, function, lost, mapping["EventSourceArn"], result, "RetryAttemptsExhausted"
        )
        checkpoint(stop)
        return True
    functions._esm_backoff_until[mapping_id] = time.time() + RETRY_PAUSE_SECONDS
    return True


def poll():
    """Delivers what every mapping has, each in its own account and region."""
    busy = False
    for account, region, mapping in functions._iter_all_esms():
        in_account = functions._request_account_id.set(account)
        in_region = functions._request_region.set(region)
        try:
            if mapping.get("Enabled", True):
                busy = step(mapping) or busy
        except functions.ArnParseError:
            continue
        finally:
            functions._request_account_id.reset(in_account)
            functions._request_region.reset(in_region)
    return busy


functions._poll_dynamodb_streams = poll

# ------------------------------------------------------------------------------------------- 4. permissions of queues
action_of = permissions.extract_iam_action


def action_without_batch(*request, **named):
    action = action_of(*request, **named)
    return action.removesuffix("Batch") if action and action.startswith("sqs:") else action


permissions.extract_iam_action = action_without_batch

if __name__ == "__main__":
    from ministack.app import main

    main()
