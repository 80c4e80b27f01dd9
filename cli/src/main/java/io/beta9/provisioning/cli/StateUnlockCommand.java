package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "unlock",
    mixinStandardHelpOptions = true,
    description = {
      "Removes the lock of a dead holder, in the lock file and in the lock table.",
      "It is refused (exit code 4) while the holder lives or may live. The lock of somebody who is"
          + " none of ours needs --force and the environment's name."
    },
    footer = {
      "",
      "Examples:",
      "  provisioner state unlock demo --dry-run",
      "  provisioner state unlock demo --reason 'its machine is gone'",
      "  provisioner state unlock demo --force --confirm demo --reason 'asked ann, hers crashed'"
    })
final class StateUnlockCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  boolean dryRun;

  @Option(names = "--force", description = "Also a lock of which nothing is known.")
  boolean force;

  @Option(names = "--confirm", paramLabel = "NAME", description = "The environment's name.")
  @Nullable String confirm;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  StateUnlockCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      ObjectNode order = JsonMapper.shared().createObjectNode();
      order.put("dry_run", dryRun).put("force", force).put("confirm", confirm);
      JsonNode done = api.post(StateCommand.path(id, "/unlock"), order);
      if (output.json()) {
        session.printJson(done);
      } else if (done.path("removed").isEmpty()) {
        session.terminal().out().println("The state is not locked; nothing was done.");
      } else {
        session.terminal().out().println(dryRun ? "Would be removed:" : "Removed:");
        StateLockCommand.print(done.path("removed"), session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }
}
