package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says what destroying an environment would remove, from what Terraform knows of it. */
record DestroyPreview(ApiCommand session, ApiClient api, Output output) {

  int show(String id) {
    JsonNode environment = api.environment(id);
    List<JsonNode> made = resources(id);
    if (output == Output.JSON) {
      ObjectNode preview = JsonMapper.shared().createObjectNode();
      preview.put("environment_id", id);
      preview.put("dry_run", true);
      preview.put("status", ApiReply.text(environment, "status"));
      ArrayNode resources = preview.putArray("resources");
      made.forEach(resources::add);
      session.printJson(preview);
    } else {
      print(environment, id, made, session.terminal().out());
    }
    return ExitCode.DONE;
  }

  private List<JsonNode> resources(String id) {
    try {
      List<JsonNode> made = new ArrayList<>();
      api.get(StateCommand.path(id, ""), Map.of()).path("resources").forEach(made::add);
      made.removeIf(resource -> resource.path("data").asBoolean(false));
      return made;
    } catch (CommandException e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return List.of(); // It died, or was stopped, before there was a state.
      }
      throw e;
    }
  }

  private static void print(JsonNode environment, String id, List<JsonNode> made, PrintStream out) {
    out.printf(
        "%s (%s, %s) would be destroyed with all its data. Nothing was done.%n",
        ApiReply.text(environment, "name"), id, ApiReply.text(environment, "status"));
    out.printf(
        "Terraform knows %d resources of it; then the account is searched for anything else that is"
            + " this environment's.%n",
        made.size());
    if (!made.isEmpty()) {
      Table table = new Table("RESOURCE", "ID");
      made.forEach(
          resource -> table.row(ApiReply.text(resource, "address"), ApiReply.text(resource, "id")));
      table.print(out);
    }
  }
}
