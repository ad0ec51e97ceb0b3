"""Perspective's documented use of Google's own client for Python, with one thing changed: the host.

    official.py URL

The package is the one of PyPI, as it is. Prints what it got, as JSON, for the test that called it (tests/it/clients.rs).
"""

import json
import sys

from googleapiclient import discovery
from googleapiclient.errors import HttpError

TEXT = "Salut 😀. Espèce de connard ! Merci."


def refusal(request):
    try:
        return {"answered": request.execute()}
    except HttpError as error:
        return {"status": error.status_code, "reason": error.reason, "details": error.error_details}


def main(url):
    client = discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey="AIza-a-key-that-nobody-checks",
        discoveryServiceUrl=f"{url}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )
    comments = client.comments()
    attributes = {"TOXICITY": {}, "INSULT": {"scoreThreshold": 0.2}, "THREAT": {"scoreThreshold": 0.2}}
    request = {
        "comment": {"text": TEXT},
        "requestedAttributes": attributes,
        "languages": ["fr"],
        "spanAnnotations": True,
        "clientToken": "token-1",
        "doNotStore": True,
    }
    toxicity = {"comment": {"text": "you idiot"}, "requestedAttributes": {"TOXICITY": {}}}
    suggestion = {
        "comment": {"text": "you idiot"},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.9}}},
        "clientToken": "token-2",
    }
    print(
        json.dumps(
            {
                "text": TEXT,
                "analyzed": comments.analyze(body=request).execute(),
                "detected": comments.analyze(body=toxicity).execute(),
                "suggested": comments.suggestscore(body=suggestion).execute(),
                "empty": refusal(comments.analyze(body={**toxicity, "comment": {"text": ""}})),
                "german": refusal(comments.analyze(body={**toxicity, "languages": ["de"]})),
                "unknown": refusal(
                    comments.analyze(body={**toxicity, "requestedAttributes": {"INCOHERENT": {}}})
                ),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
