"""Writes the template that `sam deploy` takes: what `sam build` makes of it, with binaries that are built already.

    package.py TEMPLATE ARTIFACTS OUT

Every function whose Metadata names a Binary gets ARTIFACTS/<Binary> as its CodeUri, and nothing else is touched.
"""

import sys

import yaml


class Tagged:
    """A value under one of CloudFormation's short tags, kept as it is."""

    def __init__(self, node):
        self.node = node


class Loader(yaml.SafeLoader):
    pass


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def keep(loader, suffix, node):
    node.tag = "!" + suffix
    return Tagged(node)


Loader.add_multi_constructor("!", keep)
Dumper.add_representer(Tagged, lambda dumper, tagged: tagged.node)


def main(template, artifacts, out):
    with open(template, encoding="utf-8") as file:
        document = yaml.load(file, Loader)
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            binary = resource["Metadata"]["BuildProperties"]["Binary"]
            resource["Properties"]["CodeUri"] = f"{artifacts}/{binary}"
    with open(out, "w", encoding="utf-8") as file:
        yaml.dump(document, file, Dumper=Dumper, sort_keys=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
