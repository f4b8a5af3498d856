// The main job through the client that oapi-codegen generates.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"clients/api"
)

type job struct {
	Script api.NewScript `json:"script"`
	Input  any           `json:"input"`
}

type result struct {
	Status api.ExecutionStatus `json:"status"`
	Output any                 `json:"output"`
	Nodes  []api.NodeStatus    `json:"nodes"`
	Listed []string            `json:"listed"`
	Error  any                 `json:"error"`
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	var job job
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	client := must(api.NewClientWithResponses(os.Args[1]))

	id := must(client.CreateScriptWithResponse(ctx, nil, job.Script)).JSON201.Data.Id
	request := api.ExecuteRequest{Input: &job.Input}
	executed := must(client.ExecuteScriptWithResponse(ctx, id, nil, request)).JSON200.Data
	read := must(client.GetExecutionWithResponse(ctx, executed.Id)).JSON200.Data
	listed := must(client.ListScriptsWithResponse(ctx, &api.ListScriptsParams{Q: &job.Script.Name})).JSON200.Data
	must(client.DeleteScriptWithResponse(ctx, id, nil))
	missing := must(client.GetScriptWithResponse(ctx, id)).JSON404

	out := result{Status: read.Status, Output: read.Output, Error: missing.ErrorCode}
	for _, node := range read.Results {
		out.Nodes = append(out.Nodes, node.Status)
	}
	for _, script := range listed {
		out.Listed = append(out.Listed, script.Name)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}
