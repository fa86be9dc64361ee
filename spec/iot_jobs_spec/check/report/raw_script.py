"""What the script of a finding needs to put a request by hand."""

from __future__ import annotations

import ast
import inspect
import re
from types import ModuleType

from ...model.divergence import NO_ANSWER
from ...model.requests import DeleteJobExecution
from ...model.wire import NEXT
from ...systems.patience import BUSY
from ...systems.raw import RawRequest
from .. import pages, permitted
from ..client import LONG
from ..scripts.views import Reading

RUN_LENGTH = len("finding-12345678-")
"""The length of what a script puts before each name."""
IMPORTS = """\
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.parsers import create_parser
"""
FUNCTION = (
    f"""
BUSY = {sorted(BUSY)!r}
"""
    '''

def by_hand(client, operation, query, body, **names):
    """Send a request as it is, again while the service is too busy, as boto3 does; return the HTTP
    status, the error code, and the body."""
    model = client.meta.service_model
    http = model.operation_model(operation).http
    path = http["requestUri"] + query
    for name, value in names.items():
        path = path.replace("{" + name + "}", quote(value, safe="", errors="surrogateescape"))
    url = client.meta.endpoint_url.rstrip("/") + path
    request = AWSRequest(http["method"], url, {"Content-Type": "application/json"}, body)
    credentials = boto3.session.Session().get_credentials()
    SigV4Auth(credentials, model.signing_name, client.meta.region_name).add_auth(request)
    for pause in (0.1, 0.2, 0.4, 0.8, 1.6, 0):
        answer = URLLib3Session().send(request.prepare())
        code, head = None, answer.headers
        parts = {"status_code": answer.status_code, "headers": head, "body": answer.content}
        if answer.status_code >= 300:
            try:
                code = create_parser("rest-json").parse(parts, None)["Error"]["Code"]
            except AttributeError:  # JSON that is no object
                code = str(answer.status_code)
        if answer.status_code not in (429, 503) and code not in BUSY:
            break
        time.sleep(pause)
    print(http["method"], url, body, "->", answer.status_code, code or ascii(answer.content)[:500])
    return answer.status_code, code, answer.content
'''
)


def _source(module: ModuleType) -> tuple[list[str], list[str]]:
    """The imports of a module as a script needs them, and the rest of its text without its
    docstring. A value that it imports from this package is written out."""
    text = inspect.getsource(module)
    imports: list[str] = []
    rest: list[str] = []
    for node in ast.parse(text).body[1:]:
        if isinstance(node, ast.ImportFrom) and node.level:
            rest += [f"{it.name} = {getattr(module, it.name)!r}" for it in node.names]
            continue
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        (imports if is_import else rest).append(ast.get_source_segment(text, node) or "")
    return imports, rest


(_IMPORTS, _PAGES), (_MORE, _PERMITTED) = map(_source, (pages, permitted))
IMPORTS_OF_LOOK = "\n".join((*_IMPORTS, *_MORE))
"""What `LOOK` needs beside `IMPORTS`, which has some of the same."""
_BETWEEN = "\n\n\n"
LOOK = f'''

{_BETWEEN.join((*_PAGES, *_PERMITTED))}


def look(client, operation, query, reading, **names):
    """Read, to the last page; return the entries, or what came instead of them."""

    def read(more):
        asked = "&".join(filter(None, [query, more]))
        status, code, content = by_hand(client, operation, asked and "?" + asked, b"", **names)
        if status >= 300:
            has_code = code and not code.isdigit()
            raise NotShown(code if has_code else f"{NO_ANSWER}: HTTP {{status}}")
        try:
            return json.loads(content or b"{{}}")
        except (ValueError, RecursionError):
            raise NotShown("{NO_ANSWER}: no JSON") from None

    try:
        return shown(read, lambda text: text.replace(RUN + "-", ""), **reading)
    except NotShown as instead:
        return str(instead)
    except Unknown as why:
        sys.exit(f"nobody knows what it shows: {{why}}")
'''
_ARN = re.compile(rb"\{arn:([^}]*)\}")


def name_words(name: str) -> str:
    """The expression of a name with the prefix of the run; a long one keeps its length."""
    if len(name) > LONG:
        return f'RUN + "-" + {literal(name[RUN_LENGTH:])}'
    return f'RUN + "-{name}"' if name.isprintable() else f"RUN + {'-' + name!r}"


def literal(value: object) -> str:
    """The expression of a value; of many equal characters a short one."""
    if isinstance(value, str) and len(value) > LONG and len({*value}) == 1:
        return f"{value[0]!r} * {len(value)}"
    if isinstance(value, dict):
        pairs = (f"{literal(key)}: {literal(member)}" for key, member in value.items())
        return f"{{{', '.join(pairs)}}}"
    return repr(value)


def raw_call(request: RawRequest) -> str:
    """The call that puts the request."""
    query = f"?{request.query}" if request.query else ""
    body = repr(request.body)
    for thing in dict.fromkeys(_ARN.findall(request.body)):
        name = thing.decode()
        body += f".replace({b'{arn:' + thing + b'}'!r}, arn[{name!r}].encode())"
    client, told = _client_and_names(request)
    return f"by_hand({client}, {request.operation!r}, {query!r}, {body}{told})"


def look_call(reading: Reading) -> str:
    """The call that takes a look."""
    sent, how = reading.sent, reading._asdict()
    given = {name: value for name, value in how.items() if name not in ("sent", "own") and value}
    own = ", ".join(map(name_words, reading.own))
    told = f'{{**{given!r}, "own": [{own}]}}' if own else repr(given)
    client, names = _client_and_names(sent)
    return f"look({client}, {sent.operation!r}, {sent.query!r}, {told}{names})"


def _client_and_names(request: RawRequest) -> tuple[str, str]:
    names = {"jobId": request.job_id, "thingName": request.thing_name}
    words = {
        label: name_words(name) if name not in ("", NEXT) else repr(name)
        for label, name in names.items()
    }
    if request.operation == DeleteJobExecution.operation:
        words["executionNumber"] = repr(str(request.execution_number))
    told = "".join(f", {label}={name}" for label, name in words.items())
    return "jobs_data" if request.of_device else "iot", told


def things_of(request: RawRequest) -> list[str]:
    """The things whose ARNs it holds."""
    return [thing.decode() for thing in _ARN.findall(request.body)]
