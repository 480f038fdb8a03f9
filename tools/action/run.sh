#!/usr/bin/env bash
# One run of the GitHub Action (action.yml): the report in the log, in the job summary, and as files whose names are outputs of the step.
#
# It ends with status 0 whatever is found, so that the findings can still be uploaded; a later step fails the job. Everything that comes
# from the workflow or from the repository is a quoted variable.
# Not -u: to the bash of macOS, an empty list is not set.
set -eo pipefail

fail() {
  echo "::error title=cdk-secure-trust::$1"
  exit 2
}

# The lines of a text that are not empty, as the array `lines`.
read_lines() {
  lines=()
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line="${line%$'\r'}"
    [[ -z ${line//[[:space:]]/} ]] || lines+=("$line")
  done <<<"$1"
}

# Names of roles and files are printed to the log, and a line of the log can be a command to the runner: meanwhile there are none. Both
# streams go the same way, so that no line comes after the end.
without_commands() {
  local token result=0
  token="$(node -p 'require("crypto").randomUUID()')"
  echo "::stop-commands::$token"
  "$@" 2>&1 || result=$?
  echo "::$token::"
  return "$result"
}

# npx installs exactly this version, in a folder where neither an .npmrc nor a package of the repository has a say. The command does not
# need the peer dependencies, which are those of the constructs.
install_tool() {
  local version="${INPUT_VERSION:-${ACTION_REF#v}}" empty="$RUNNER_TEMP/cdk-secure-trust/empty"
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
    fail 'the version is not known: use the action by the tag of a release, such as v1.2.3, or set the input version to 1.2.3'
  mkdir -p "$empty"
  tool="$(cd "$empty" && npm_config_legacy_peer_deps=true npx --yes --package "cdk-secure-trust@$version" -c 'command -v cdk-secure-trust')" ||
    fail "npx cannot install version $version of cdk-secure-trust: see the log"
}

prepare() {
  [[ -d $1 ]] || fail "the folder of working-directory does not exist"
  [[ -z $INPUT_PREPARE ]] || (cd "$1" && bash -eo pipefail -c "$INPUT_PREPARE") || fail 'the command of prepare failed: see the log'
}

# A second checkout, of the base, at `base`.
check_out_base() {
  local ref="${INPUT_BASE_REF:-$BASE_COMMIT}" commit
  [[ $ref =~ ^[0-9A-Za-z][0-9A-Za-z._/-]*$ ]] ||
    fail 'there is no base to compare with: run on pull_request or push, or set the input base-ref or base-path'
  if ! commit="$(git rev-parse --verify --quiet "$ref^{commit}")"; then
    git fetch --quiet --no-tags --depth=1 origin "$ref" || fail 'the base cannot be fetched: check the input base-ref'
    commit="$(git rev-parse --verify 'FETCH_HEAD^{commit}')"
  fi
  base="$RUNNER_TEMP/cdk-secure-trust/base"
  [[ ! -e $base ]] || git worktree remove --force "$base"
  git worktree add --quiet --detach "$base" "$commit"
}

# Runs the tool once for the log and once for each file; sets `status`.
report() {
  local format
  status=0
  without_commands "$tool" "$@" -- "${paths[@]}" || status=$?
  for format in "${formats[@]}"; do
    "$tool" "$@" --format "$format" -- "${paths[@]}" >"$results/report.$format" 2>/dev/null || true
    [[ ! -s $results/report.$format ]] || echo "$format=$results/report.$format" >>"$GITHUB_OUTPUT"
  done
  [[ ! -s $results/report.markdown ]] || cat "$results/report.markdown" >>"$GITHUB_STEP_SUMMARY"
  echo "status=$status" >>"$GITHUB_OUTPUT"
}

cd "$GITHUB_WORKSPACE"
results="$RUNNER_TEMP/cdk-secure-trust"
install_tool
prepare "$INPUT_WORKING_DIRECTORY"
options=()
[[ -z $INPUT_ACCOUNT ]] || options+=("--account=$INPUT_ACCOUNT")
read_lines "$INPUT_PATH"
paths=("${lines[@]}")
[[ ${#paths[@]} -gt 0 ]] || fail 'the input path is empty: name a cdk.out folder, a template or any other input of the command'

case "$INPUT_COMMAND" in
  check)
    [[ -z $INPUT_CONFIG ]] || options+=("--config=$INPUT_CONFIG")
    [[ -z $INPUT_LEVEL ]] || options+=("--level=$INPUT_LEVEL")
    read_lines "$INPUT_RULE"
    for rule in "${lines[@]}"; do options+=("--rule=${rule//[[:space:]]/}"); done
    formats=(markdown sarif)
    cd "$INPUT_WORKING_DIRECTORY"
    report check "${options[@]}"
    ;;
  diff)
    [[ ${#paths[@]} -eq 1 ]] || fail 'diff compares one path: write a single line into the input path'
    before="$INPUT_BASE_PATH"
    if [[ -z $before ]]; then
      check_out_base
      prepare "$base/$INPUT_WORKING_DIRECTORY"
      before="$base/$INPUT_WORKING_DIRECTORY/${paths[0]}"
    fi
    paths=("$before" "${paths[0]}")
    formats=(markdown)
    cd "$INPUT_WORKING_DIRECTORY"
    report diff "${options[@]}"
    ;;
  *) fail 'the input command is neither check nor diff' ;;
esac
