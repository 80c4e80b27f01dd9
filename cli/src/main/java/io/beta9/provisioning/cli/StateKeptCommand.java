package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "kept",
    mixinStandardHelpOptions = true,
    description = {
      "Shows whether a state that Terraform could not write waits for the next try.",
      "One that is refused there, because the bucket's is newer, is given up with --drop."
    },
    footer = {
      "",
      "Examples:",
      "  provisioner state kept demo",
      "  provisioner state kept demo --drop --confirm demo --reason 'pushed by hand'"
    })
final class StateKeptCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--drop", description = "Give it up.")
  boolean drop;

  @Option(names = "--confirm", paramLabel = "NAME", description = "The environment's name.")
  @Nullable String confirm;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  StateKeptCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      ObjectNode order = JsonMapper.shared().createObjectNode().put("confirm", confirm);
      JsonNode kept =
          drop
              ? api.post(StateCommand.path(id, "/kept/drop"), order)
              : api.get(StateCommand.path(id, "/kept"), Map.of());
      if (output.json()) {
        session.printJson(kept);
      } else if (!kept.path("waiting").asBoolean(false)) {
        session.terminal().out().println("No state waits.");
      } else {
        session
            .terminal()
            .out()
            .println(
                "Serial "
                    + ApiReply.number(kept, "serial")
                    + " of lineage "
                    + ApiReply.text(kept, "lineage")
                    + (drop ? " was given up." : " waits; the next try pushes it."));
      }
      return ExitCode.DONE;
    }
  }
}
