import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ExecutionsApi;
import org.openapitools.client.api.ScriptsApi;
import org.openapitools.client.model.ErrorResponse;
import org.openapitools.client.model.ExecuteRequest;
import org.openapitools.client.model.Execution;
import org.openapitools.client.model.NewScript;

/** The main job through the client that openapi-generator generates for Java. */
public class Main {
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    ScriptsApi scripts = new ScriptsApi(client);
    ExecutionsApi executions = new ExecutionsApi(client);
    ObjectMapper mapper = client.getObjectMapper();
    JsonNode job = mapper.readTree(System.in);

    NewScript script = mapper.treeToValue(job.get("script"), NewScript.class);
    Long id = scripts.createScript(script, null).getData().getId();
    ExecuteRequest request = new ExecuteRequest().input(mapper.treeToValue(job.get("input"), Object.class));
    String executionId = executions.executeScript(id, null, null, request).getData().getId();
    Execution read = executions.getExecution(executionId).getData();

    Map<String, Object> out = new LinkedHashMap<>();
    out.put("status", read.getStatus().getValue());
    out.put("output", read.getOutput());
    out.put("nodes", read.getResults().stream().map(node -> node.getStatus().getValue()).toList());
    out.put("listed", scripts.listScripts(null, null, script.getName(), null, null, null).getData().stream().map(each -> each.getName()).toList());
    scripts.deleteScript(id, null, null);
    try {
      scripts.getScript(id);
    } catch (ApiException exception) {
      ErrorResponse error = mapper.readValue(exception.getResponseBody(), ErrorResponse.class);
      out.put("error", error.getErrorCode().getValue());
    }
    System.out.println(mapper.writeValueAsString(out));
  }
}
