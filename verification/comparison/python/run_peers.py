"""Runs checkov, cfripper, cloudsplaining, parliament and cfn-lint on every policy in every form.

Reads the plan that compare.js writes: {"forms": [...], "policies": [{"id", "account", "accounts", "files": {form: path}}]}.
Prints {"versions": {tool: version}, "seconds": {tool: n}, "answers": {tool: {form: {id: [check, ...]}}}}. A tool that throws on a
policy answers "throws <error>", which counts as nothing said.
"""
import importlib.metadata
import json
import logging
import os
import subprocess
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.ERROR)

BIN = os.path.dirname(sys.executable)


def command(*args):
    """A command of the environment; its standard output, whatever its exit status."""
    return subprocess.run([os.path.join(BIN, args[0]), *args[1:]], capture_output=True, text=True, check=False).stdout


def id_of(file):
    return os.path.basename(file).removesuffix(".template.json")


def checkov(plan, form):
    folder = os.path.dirname(plan["policies"][0]["files"][form])
    out = json.loads(command("checkov", "-d", folder, "--framework", "cloudformation", "-o", "json", "--compact", "--quiet", "--skip-download"))
    answers = {policy["id"]: [] for policy in plan["policies"]}
    for check in out["results"]["failed_checks"]:
        answers[id_of(check["file_path"])].append(check["check_id"])
    for file in out["results"].get("parsing_errors", []):
        answers[id_of(file)].append("throws parsing error")
    return answers


def cfn_lint(plan, form):
    files = [policy["files"][form] for policy in plan["policies"]]
    answers = {policy["id"]: [] for policy in plan["policies"]}
    for match in json.loads(command("cfn-lint", "--format", "json", "--regions", "eu-west-1", "--template", *files)):
        path = match["Location"]["Path"] or []
        if "AssumeRolePolicyDocument" in path:
            answers[id_of(match["Filename"])].append(match["Rule"]["Id"])
    return answers


def one_by_one(plan, form, ask):
    answers = {}
    for policy in plan["policies"]:
        with open(policy["files"][form], encoding="utf-8") as file:
            template = json.load(file)
        try:
            answers[policy["id"]] = sorted(set(ask(template, policy)))
        except Exception as error:  # whatever a peer throws is its answer
            answers[policy["id"]] = [f"throws {type(error).__name__}"]
    return answers


def roles_of(template):
    return [resource for resource in template["Resources"].values() if resource["Type"] == "AWS::IAM::Role"]


def cfripper(plan, form):
    import pycfmodel
    from cfripper.config.filter import Filter
    from cfripper.cli import analyse_template, init_cfripper
    from cfripper.model.enums import RuleMode

    def ask(template, policy):
        # What `cfripper --aws-account-id ... --aws-principals ... --rules-filters-folder ...` does. The rules on cross-account trust
        # ignore the principals given this way; their documentation says to allow accounts with a filter.
        declared = [account["id"] for account in policy["accounts"]]
        config, processor = init_cfripper(None, None, policy["account"], declared)
        config.add_filters([Filter(
            reason="declared by the app",
            eval={"in": [{"ref": "account_id"}, declared]},
            rule_mode=RuleMode.ALLOWED,
            rules={"CrossAccountTrustRule", "GenericCrossAccountTrustRule"},
        )])
        result = analyse_template(pycfmodel.parse(template), processor, config)
        return [failure.rule for failure in result.get_failures(include_rule_modes={RuleMode.BLOCKING, RuleMode.MONITOR})]

    return one_by_one(plan, form, ask)


class Heard(logging.Handler):
    """Collects the messages of a logger, and prints them nowhere."""

    def __init__(self, logger):
        super().__init__()
        self.messages = []
        logging.getLogger(logger).addHandler(self)
        logging.getLogger(logger).propagate = False

    def emit(self, record):
        self.messages.append(record.getMessage())


def cloudsplaining(plan, form):
    from cloudsplaining.scan.assume_role_policy_document import AssumeRolePolicyDocument

    heard = Heard("cloudsplaining.scan.assume_role_policy_document")

    def ask(template, _):
        checks = []
        heard.messages.clear()
        for role in roles_of(template):
            document = AssumeRolePolicyDocument(role["Properties"]["AssumeRolePolicyDocument"])
            if document.internet_accessible_actions:
                checks.append("internet_accessible_actions")
            if document.role_assumable_by_compute_services:
                checks.append("AssumableByComputeService")
        if any("NotPrincipal" in message for message in heard.messages):
            checks.append("NotPrincipal (log)")
        return checks

    return one_by_one(plan, form, ask)


def parliament(plan, form):
    import parliament as library

    def ask(template, _):
        checks = []
        for role in roles_of(template):
            document = json.loads(json.dumps(role["Properties"]["AssumeRolePolicyDocument"]))
            statements = document["Statement"]
            # Without a Resource, which trust policies do not have, parliament stops at MALFORMED. With one it continues.
            for statement in statements if isinstance(statements, list) else [statements]:
                statement.setdefault("Resource", "*")
            policy = library.analyze_policy_string(json.dumps(document), include_community_auditors=True)
            checks += [finding.issue for finding in policy.findings]
        return checks

    return one_by_one(plan, form, ask)


PEERS = {"checkov": checkov, "cfripper": cfripper, "cloudsplaining": cloudsplaining, "parliament": parliament, "cfn-lint": cfn_lint}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    versions, seconds, answers = {}, {}, {}
    for name, ask in PEERS.items():
        begin = time.monotonic()
        versions[name] = importlib.metadata.version(name)
        answers[name] = {form: ask(plan, form) for form in plan["forms"]}
        seconds[name] = round(time.monotonic() - begin, 1)
        print(f"{name} {versions[name]}: {seconds[name]} s", file=sys.stderr)
    json.dump({"versions": versions, "seconds": seconds, "answers": answers}, sys.stdout)


main()
