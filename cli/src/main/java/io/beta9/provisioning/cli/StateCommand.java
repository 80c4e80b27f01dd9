package io.beta9.provisioning.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description = "Shows Terraform's states and their versions, unlocks and restores them.",
    footer = {
      "",
      "Where an environment is wanted, its id or its name will do.",
      "",
      "Examples:",
      "  provisioner state show demo",
      "  provisioner state lock demo",
      "  provisioner state versions demo"
    })
final class StateCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine with(ApiCommand session) {
    return new CommandLine(new StateCommand())
        .addSubcommand(new StateShowCommand(session))
        .addSubcommand(new StateVersionsCommand(session))
        .addSubcommand(new StateLockCommand(session))
        .addSubcommand(new StateUnlockCommand(session))
        .addSubcommand(new StateRollbackCommand(session))
        .addSubcommand(new StatePruneCommand(session))
        .addSubcommand(new StateKeptCommand(session));
  }

  static String path(String id, String what) {
    return "/environments/" + ApiClient.encoded(id) + "/state" + what;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about states?");
  }
}
