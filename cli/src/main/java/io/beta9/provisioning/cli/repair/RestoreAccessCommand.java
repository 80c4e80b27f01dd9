package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.repair.ClusterAccessView;
import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;

/** {@code env restore-access}. */
@Command(
    name = "restore-access",
    description = {
      "Gives the role that the service assumes access to the cluster of an environment: an access"
          + " entry with the policy AmazonEKSClusterAdminPolicy, if it is missing.",
      "Then 'env retry'."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner env restore-access demo --dry-run",
      "  ./provisioner env restore-access demo --reason 'the role was replaced'"
    })
public final class RestoreAccessCommand extends RepairCommand<ClusterAccessView> {
  public RestoreAccessCommand(CommandContext context) {
    super(context, "cluster-access", ClusterAccessView.class);
  }

  @Override
  void print(ClusterAccessView access) {
    out().println(sentence(access));
    if (isDryRun()) {
      out().println("Nothing was changed.");
    }
  }

  private static String sentence(ClusterAccessView access) {
    String policy = access.policy().substring(access.policy().lastIndexOf('/') + 1);
    return switch (access.state()) {
      case "present" ->
          access.role()
              + " has an access entry in "
              + access.cluster()
              + " with the policy "
              + policy
              + ".";
      case "entry-missing" -> access.role() + " has no access entry in " + access.cluster() + ".";
      case "policy-missing" ->
          "The access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " lacks the policy "
              + policy
              + ".";
      case "entry-outdated" ->
          "The cluster "
              + access.cluster()
              + " rejects the credentials of "
              + access.role()
              + " although it has an access entry: the role was probably created again after the"
              + " entry, which then does not work.";
      case "entry-replaced" ->
          "Created the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " again, with the policy "
              + policy
              + ".";
      case "entry-created" ->
          "Created the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " with the policy "
              + policy
              + ".";
      case "policy-associated" ->
          "Associated the policy "
              + policy
              + " with the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + ".";
      default -> access.role() + " in " + access.cluster() + ": " + access.state();
    };
  }
}
