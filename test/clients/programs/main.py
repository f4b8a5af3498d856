"""The main job through the client that openapi-python-client generates."""

import json
import sys

from scriptd_client import AuthenticatedClient
from scriptd_client.api.executions import execute_script, get_execution
from scriptd_client.api.scripts import create_script, delete_script, get_script, list_scripts
from scriptd_client.models.error_response import ErrorResponse
from scriptd_client.models.execute_request import ExecuteRequest
from scriptd_client.models.new_script import NewScript

client = AuthenticatedClient(base_url=sys.argv[1], token="none")
job = json.load(sys.stdin)

created = create_script.sync(client=client, body=NewScript.from_dict(job["script"]))
executed = execute_script.sync(created.data.id, client=client, body=ExecuteRequest(input_=job["input"]))
read = get_execution.sync(executed.data.id, client=client)
listed = list_scripts.sync(client=client, q=job["script"]["name"])
delete_script.sync(created.data.id, client=client)
missing = get_script.sync(created.data.id, client=client)
assert isinstance(missing, ErrorResponse)

print(
    json.dumps(
        {
            "status": read.data.status.value,
            "output": read.data.output,
            "nodes": [node.status.value for node in read.data.results],
            "listed": [script.name for script in listed.data],
            "error": missing.error_code.value,
        }
    )
)
