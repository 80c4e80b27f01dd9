package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.account.AccountsAddCommand;
import io.beta9.provisioning.cli.account.AccountsCommand;
import io.beta9.provisioning.cli.account.AccountsGetCommand;
import io.beta9.provisioning.cli.account.AccountsListCommand;
import io.beta9.provisioning.cli.account.AccountsRemoveCommand;
import io.beta9.provisioning.cli.account.AccountsShareCommand;
import io.beta9.provisioning.cli.account.AccountsSharedCommand;
import io.beta9.provisioning.cli.account.AccountsUnshareCommand;
import io.beta9.provisioning.cli.account.AccountsVerifyCommand;
import io.beta9.provisioning.cli.audit.AuditCommand;
import io.beta9.provisioning.cli.audit.AuditExportCommand;
import io.beta9.provisioning.cli.audit.AuditHeadCommand;
import io.beta9.provisioning.cli.audit.AuditListCommand;
import io.beta9.provisioning.cli.audit.AuditVerifyCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.env.BootstrapCommand;
import io.beta9.provisioning.cli.env.BundleCommand;
import io.beta9.provisioning.cli.env.CancelCommand;
import io.beta9.provisioning.cli.env.ConnectCommand;
import io.beta9.provisioning.cli.env.CreateCommand;
import io.beta9.provisioning.cli.env.DestroyCommand;
import io.beta9.provisioning.cli.env.DiagnoseCommand;
import io.beta9.provisioning.cli.env.EnvCommand;
import io.beta9.provisioning.cli.env.EventsCommand;
import io.beta9.provisioning.cli.env.GetCommand;
import io.beta9.provisioning.cli.env.KubeconfigCommand;
import io.beta9.provisioning.cli.env.ListCommand;
import io.beta9.provisioning.cli.env.LogsCommand;
import io.beta9.provisioning.cli.env.ResourcesCommand;
import io.beta9.provisioning.cli.env.RetryCommand;
import io.beta9.provisioning.cli.env.SmokeCommand;
import io.beta9.provisioning.cli.env.UpdateCommand;
import io.beta9.provisioning.cli.env.WatchCommand;
import io.beta9.provisioning.cli.explain.ExplainCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import io.beta9.provisioning.cli.keys.KeysCommand;
import io.beta9.provisioning.cli.keys.KeysCreateCommand;
import io.beta9.provisioning.cli.keys.KeysListCommand;
import io.beta9.provisioning.cli.keys.KeysRevokeCommand;
import io.beta9.provisioning.cli.keys.KeysRotateCommand;
import io.beta9.provisioning.cli.login.LoginCommand;
import io.beta9.provisioning.cli.login.LogoutCommand;
import io.beta9.provisioning.cli.onboarding.OnboardingAwsCommand;
import io.beta9.provisioning.cli.onboarding.OnboardingCommand;
import io.beta9.provisioning.cli.operator.CapacityReportCommand;
import io.beta9.provisioning.cli.operator.FailureReportCommand;
import io.beta9.provisioning.cli.operator.HealthReportCommand;
import io.beta9.provisioning.cli.operator.QueueCommand;
import io.beta9.provisioning.cli.operator.RegionsCloseCommand;
import io.beta9.provisioning.cli.operator.RegionsCommand;
import io.beta9.provisioning.cli.operator.RegionsListCommand;
import io.beta9.provisioning.cli.operator.RegionsOpenCommand;
import io.beta9.provisioning.cli.operator.ReportCommand;
import io.beta9.provisioning.cli.operator.WorkersCommand;
import io.beta9.provisioning.cli.operator.WorkersDrainCommand;
import io.beta9.provisioning.cli.operator.WorkersListCommand;
import io.beta9.provisioning.cli.operator.WorkersResumeCommand;
import io.beta9.provisioning.cli.repair.LeftoversCommand;
import io.beta9.provisioning.cli.repair.RequestQuotaCommand;
import io.beta9.provisioning.cli.repair.RestoreAccessCommand;
import io.beta9.provisioning.cli.state.StateCommand;
import io.beta9.provisioning.cli.state.StateKeptCommand;
import io.beta9.provisioning.cli.state.StateLockCommand;
import io.beta9.provisioning.cli.state.StatePruneCommand;
import io.beta9.provisioning.cli.state.StateRollbackCommand;
import io.beta9.provisioning.cli.state.StateShowCommand;
import io.beta9.provisioning.cli.state.StateUnlockCommand;
import io.beta9.provisioning.cli.state.StateVersionsCommand;
import io.beta9.provisioning.cli.tenant.TenantsCommand;
import io.beta9.provisioning.cli.tenant.TenantsCreateCommand;
import io.beta9.provisioning.cli.tenant.TenantsDeleteCommand;
import io.beta9.provisioning.cli.tenant.TenantsGetCommand;
import io.beta9.provisioning.cli.tenant.TenantsListCommand;
import io.beta9.provisioning.cli.tenant.TenantsResumeCommand;
import io.beta9.provisioning.cli.tenant.TenantsSuspendCommand;
import io.beta9.provisioning.cli.versions.VersionsCommand;
import io.beta9.provisioning.cli.versions.VersionsDigestsCommand;
import io.beta9.provisioning.cli.webhook.WebhooksAddCommand;
import io.beta9.provisioning.cli.webhook.WebhooksCommand;
import io.beta9.provisioning.cli.webhook.WebhooksDeliveriesCommand;
import io.beta9.provisioning.cli.webhook.WebhooksGetCommand;
import io.beta9.provisioning.cli.webhook.WebhooksListCommand;
import io.beta9.provisioning.cli.webhook.WebhooksRemoveCommand;
import io.beta9.provisioning.cli.webhook.WebhooksReplayCommand;
import io.beta9.provisioning.cli.webhook.WebhooksRotateCommand;
import io.beta9.provisioning.cli.webhook.WebhooksTestCommand;
import io.beta9.provisioning.cli.webhook.WebhooksUpdateCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The tree of all commands, in the order of the help. */
final class Commands {
  private Commands() {}

  static CommandNode tree(CommandContext context) {
    List<CommandNode> children = new ArrayList<>();
    children.add(env(context));
    children.add(accounts(context));
    children.add(state(context));
    children.add(node(context, QueueCommand.class, QueueCommand::new));
    children.add(
        CommandNode.of(
            WorkersCommand.class,
            WorkersCommand::new,
            node(context, WorkersListCommand.class, WorkersListCommand::new),
            node(context, WorkersDrainCommand.class, WorkersDrainCommand::new),
            node(context, WorkersResumeCommand.class, WorkersResumeCommand::new)));
    children.add(
        CommandNode.of(
            RegionsCommand.class,
            RegionsCommand::new,
            node(context, RegionsListCommand.class, RegionsListCommand::new),
            node(context, RegionsOpenCommand.class, RegionsOpenCommand::new),
            node(context, RegionsCloseCommand.class, RegionsCloseCommand::new)));
    children.add(
        CommandNode.of(
            ReportCommand.class,
            ReportCommand::new,
            node(context, FailureReportCommand.class, FailureReportCommand::new),
            node(context, HealthReportCommand.class, HealthReportCommand::new),
            node(context, CapacityReportCommand.class, CapacityReportCommand::new)));
    children.add(
        CommandNode.of(
            AuditCommand.class,
            AuditCommand::new,
            node(context, AuditListCommand.class, AuditListCommand::new),
            node(context, AuditExportCommand.class, AuditExportCommand::new),
            node(context, AuditHeadCommand.class, AuditHeadCommand::new),
            node(context, AuditVerifyCommand.class, AuditVerifyCommand::new)));
    children.add(
        CommandNode.of(
            KeysCommand.class,
            KeysCommand::new,
            node(context, KeysCreateCommand.class, KeysCreateCommand::new),
            node(context, KeysListCommand.class, KeysListCommand::new),
            node(context, KeysRotateCommand.class, KeysRotateCommand::new),
            node(context, KeysRevokeCommand.class, KeysRevokeCommand::new)));
    children.add(
        CommandNode.of(
            TenantsCommand.class,
            TenantsCommand::new,
            node(context, TenantsCreateCommand.class, TenantsCreateCommand::new),
            node(context, TenantsListCommand.class, TenantsListCommand::new),
            node(context, TenantsGetCommand.class, TenantsGetCommand::new),
            node(context, TenantsSuspendCommand.class, TenantsSuspendCommand::new),
            node(context, TenantsResumeCommand.class, TenantsResumeCommand::new),
            node(context, TenantsDeleteCommand.class, TenantsDeleteCommand::new)));
    children.add(webhooks(context));
    children.add(
        CommandNode.of(
            OnboardingCommand.class,
            OnboardingCommand::new,
            node(context, OnboardingAwsCommand.class, OnboardingAwsCommand::new)));
    children.add(node(context, LoginCommand.class, LoginCommand::new));
    children.add(node(context, LogoutCommand.class, LogoutCommand::new));
    children.add(node(context, ExplainCommand.class, ExplainCommand::new));
    children.add(
        CommandNode.of(
            VersionsCommand.class,
            () -> new VersionsCommand(context),
            node(context, VersionsDigestsCommand.class, VersionsDigestsCommand::new)));
    children.add(node(context, CompletionCommand.class, CompletionCommand::new));
    children.add(node(context, HelpCommand.class, HelpCommand::new));
    children.addAll(ExternalCommands.all().stream().map(CommandNode::of).toList());
    return CommandNode.of(
        RootCommand.class, RootCommand::new, children.toArray(CommandNode[]::new));
  }

  private static CommandNode env(CommandContext context) {
    return CommandNode.of(
        EnvCommand.class,
        EnvCommand::new,
        node(context, CreateCommand.class, CreateCommand::new),
        node(context, ListCommand.class, ListCommand::new),
        node(context, GetCommand.class, GetCommand::new),
        node(context, WatchCommand.class, WatchCommand::new),
        node(context, EventsCommand.class, EventsCommand::new),
        node(context, LogsCommand.class, LogsCommand::new),
        node(context, ResourcesCommand.class, ResourcesCommand::new),
        node(context, DiagnoseCommand.class, DiagnoseCommand::new),
        node(context, BundleCommand.class, BundleCommand::new),
        node(context, RetryCommand.class, RetryCommand::new),
        node(context, UpdateCommand.class, UpdateCommand::new),
        node(context, BootstrapCommand.class, BootstrapCommand::new),
        node(context, SmokeCommand.class, SmokeCommand::new),
        node(context, ConnectCommand.class, ConnectCommand::new),
        node(context, KubeconfigCommand.class, KubeconfigCommand::new),
        node(context, CancelCommand.class, CancelCommand::new),
        node(context, RequestQuotaCommand.class, RequestQuotaCommand::new),
        node(context, RestoreAccessCommand.class, RestoreAccessCommand::new),
        node(context, LeftoversCommand.class, LeftoversCommand::new),
        node(context, DestroyCommand.class, DestroyCommand::new));
  }

  private static CommandNode accounts(CommandContext context) {
    return CommandNode.of(
        AccountsCommand.class,
        AccountsCommand::new,
        node(context, AccountsAddCommand.class, AccountsAddCommand::new),
        node(context, AccountsListCommand.class, AccountsListCommand::new),
        node(context, AccountsGetCommand.class, AccountsGetCommand::new),
        node(context, AccountsVerifyCommand.class, AccountsVerifyCommand::new),
        node(context, AccountsRemoveCommand.class, AccountsRemoveCommand::new),
        node(context, AccountsSharedCommand.class, AccountsSharedCommand::new),
        node(context, AccountsShareCommand.class, AccountsShareCommand::new),
        node(context, AccountsUnshareCommand.class, AccountsUnshareCommand::new));
  }

  private static CommandNode webhooks(CommandContext context) {
    return CommandNode.of(
        WebhooksCommand.class,
        WebhooksCommand::new,
        node(context, WebhooksAddCommand.class, WebhooksAddCommand::new),
        node(context, WebhooksListCommand.class, WebhooksListCommand::new),
        node(context, WebhooksGetCommand.class, WebhooksGetCommand::new),
        node(context, WebhooksUpdateCommand.class, WebhooksUpdateCommand::new),
        node(context, WebhooksRemoveCommand.class, WebhooksRemoveCommand::new),
        node(context, WebhooksRotateCommand.class, WebhooksRotateCommand::new),
        node(context, WebhooksDeliveriesCommand.class, WebhooksDeliveriesCommand::new),
        node(context, WebhooksReplayCommand.class, WebhooksReplayCommand::new),
        node(context, WebhooksTestCommand.class, WebhooksTestCommand::new));
  }

  private static CommandNode state(CommandContext context) {
    return CommandNode.of(
        StateCommand.class,
        StateCommand::new,
        node(context, StateShowCommand.class, StateShowCommand::new),
        node(context, StateVersionsCommand.class, StateVersionsCommand::new),
        node(context, StateLockCommand.class, StateLockCommand::new),
        node(context, StateUnlockCommand.class, StateUnlockCommand::new),
        node(context, StateRollbackCommand.class, StateRollbackCommand::new),
        node(context, StatePruneCommand.class, StatePruneCommand::new),
        node(context, StateKeptCommand.class, StateKeptCommand::new));
  }

  private static CommandNode node(
      CommandContext context, Class<?> type, Function<CommandContext, Object> constructor) {
    return CommandNode.of(type, () -> constructor.apply(context));
  }
}
