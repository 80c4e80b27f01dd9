package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.terraform.stack.SharedProviders;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.EnvironmentInspection;
import io.beta9.provisioning.worker.pipeline.FailureExplainer;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The actions of all steps: passes each step the roles of the context that it uses, and no others.
 */
final class StepActions {

  private final AccountSteps account;
  private final TerraformSteps terraform;
  private final ClusterSteps cluster = new ClusterSteps();
  private final DomainSteps domain = new DomainSteps();

  StepActions(AccountSteps account, TerraformRecovery recovery) {
    this.account = account;
    this.terraform = new TerraformSteps(recovery);
  }

  void preflight(StepContext context) {
    account.requireUsableAccount(context.environment());
    ZoneSelection.of(context.account(), context.model(), context.environment(), context.log())
        .ifPresent(context::replaceModel);
    account.preflight(context.account(), context.model(), context.log());
  }

  void stateBackend(StepContext context) {
    account.stateBackend(
        context.account(), context.stateBackend(), context.model(), context.guard());
  }

  /** The access to the states is no concern of a destroy. */
  void stateBackendBeforeDestroy(StepContext context) {
    context.account().ensureStateStore(context.stateBackend(), null, context.guard()::requireHeld);
  }

  void secrets(StepContext context) throws InterruptedException {
    account.secrets(context.secrets());
    domain.request(
        domainOf(context), context.model(), context.environment(), context, context.events());
  }

  void secretsBeforeDestroy(StepContext context) {
    account.secretsBeforeDestroy(context.secrets());
  }

  void sweep(StepContext context) throws InterruptedException {
    account.sweep(
        context.account(), context.model(), context.secrets(), context, context.events(), context);
  }

  void stack(StepContext context) throws InterruptedException {
    Optional<FormerStackDirectory> former =
        FormerStackDirectory.find(
            context.dependencies().workdirBase(), context.claim().environment());
    if (former.isPresent()) {
      former.get().succeed(context.claim(), context.runs(), context.events(), context);
    }
    terraform.stack(context);
  }

  void init(StepContext context) throws InterruptedException {
    init(context, "init");
  }

  private void init(StepContext context, String run) throws InterruptedException {
    terraform.init(
        context,
        run,
        new SharedProviders(context.dependencies().workdirBase()),
        StateRepairs.of(context),
        context.dependencies().tools().stateContent(),
        context.runs(),
        context.events(),
        context.log());
  }

  void recover(StepContext context) {
    terraform.recover(context, context.runs(), context.log());
  }

  void recoverForDestroy(StepContext context) throws InterruptedException {
    recover(context);
    terraform.importForDestroy(StateRepairs.of(context), () -> adoption(context));
  }

  void plan(StepContext context) throws InterruptedException {
    AccountVariables variables = variables(context);
    if (!variables.temporaryApiCidrs().isEmpty()) {
      // Before the apply opens it.
      context
          .events()
          .append(new EventData.EndpointOpened(String.join(", ", variables.temporaryApiCidrs())));
    }
    terraform.plan(
        context, variables, StateRepairs.of(context), () -> adoption(context), context.events());
  }

  /** Plans the update that was requested, and discards the plan. */
  void planUpdate(StepContext context) throws InterruptedException {
    terraform.planUpdate(
        context,
        AccountVariables.of(context.account(), context.model()),
        StateRepairs.of(context),
        context.environment(),
        context.events());
  }

  void apply(StepContext context) throws InterruptedException {
    terraform.apply(
        context,
        StateRepairs.of(context),
        explainer(context),
        () ->
            context
                .background()
                .start(
                    () -> cluster.baselineInAdvance(connection(context), context, context.log())),
        context.events());
    context.comparison().start(() -> removeDuplicatesInBackground(context));
  }

  /**
   * Compares the account with the state while the cluster is set up: on what the comparison finds
   * depends nothing but the next apply.
   */
  private void removeDuplicatesInBackground(StepContext context) {
    try {
      removeDuplicates(context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void removeDuplicates(StepContext context) throws InterruptedException {
    account.removeDuplicates(
        context.account(),
        context.model(),
        () -> StateRepairs.of(context).resources(),
        context.guard(),
        context,
        context.events(),
        context.log());
  }

  void outputs(StepContext context) throws InterruptedException {
    terraform.outputs(context, context.model(), context.environment(), context.secrets(), context);
  }

  void destroy(StepContext context) throws InterruptedException {
    account.releaseDatabase(
        context.account(),
        context.model(),
        context.environment(),
        context.guard(),
        context,
        context.log());
    terraform.destroy(
        context,
        StateRepairs.of(context),
        explainer(context),
        () ->
            account.removeClusterCreated(
                context.account(), context.model(), context, context.events(), context.log()),
        context.background(),
        context.events());
    domain.remove(domainOf(context), context.model(), context.environment(), context);
  }

  void certificate(StepContext context) throws InterruptedException {
    domain.await(domainOf(context), context.model(), context.environment(), context, context.log());
  }

  void openEndpoint(StepContext context) throws InterruptedException {
    endpoint(context, context::pause).open(connection(context).find(), temporary(context));
  }

  void closeEndpoint(StepContext context) throws InterruptedException {
    endpoint(context, context::pause).close(connection(context).find(), context.model());
  }

  void closeEndpointAfterFailure(StepContext context) throws InterruptedException {
    endpoint(context, context::pauseDespiteCancellation).closeAfterFailure(connection(context));
  }

  private static EndpointSteps endpoint(StepContext context, EnvironmentCleanup.Pause pause) {
    return new EndpointSteps(
        context.guard(),
        context.events(),
        new EndpointSteps.EndpointWait(context.clock(), context.deadline(), pause));
  }

  private static List<String> temporary(StepContext context) {
    return EndpointSteps.temporary(
        context.model(), context.dependencies().tools().networks(), context.claim().kind());
  }

  /**
   * What is known from the account, and to whom the cluster is open while the operation uses it.
   */
  private static AccountVariables variables(StepContext context) {
    return AccountVariables.of(context.account(), context.model()).openTo(temporary(context));
  }

  void access(StepContext context) throws InterruptedException {
    cluster.access(
        connection(context),
        context.model().cluster().kubernetesVersion(),
        context.environment(),
        context,
        context.log());
  }

  void nodes(StepContext context) throws InterruptedException {
    cluster.nodes(connection(context), context.guard(), context, context.events(), context.log());
  }

  void baseline(StepContext context) throws InterruptedException {
    cluster.baseline(connection(context), context.background(), context, context.log());
  }

  void beta9(StepContext context) throws InterruptedException {
    cluster.beta9(
        connectionWithCertificate(context),
        context.secrets(),
        context.environment(),
        context,
        context.events(),
        context.log());
  }

  void claim(StepContext context) throws InterruptedException {
    cluster.claim(
        connectionWithCertificate(context),
        context.secrets(),
        context.environment(),
        context.guard(),
        context,
        context.log());
  }

  void expose(StepContext context) throws InterruptedException {
    cluster.expose(
        connectionWithCertificate(context),
        context.secrets(),
        context.environment(),
        context,
        context.log());
    domain.pointTo(
        domainOf(context), context.model(), context.environment(), context, context.log());
  }

  private static Supplier<EnvironmentDomain> domainOf(StepContext context) {
    return () -> context.account().domain(context.model(), context.guard()::requireHeld);
  }

  /**
   * Removes the node groups that were replaced, after their pods have moved to the new ones. An
   * interrupted removal continues. What the apply created twice is removed before: a comparison
   * must not run beside another apply, whose resources are in the state only when it ends.
   */
  void replaceNodes(StepContext context) throws InterruptedException {
    if (!context.comparison().await(context.deadline())) {
      removeDuplicates(context);
    }
    AccountVariables groups = variables(context);
    NodeGroupGenerations generations = groups.generations();
    if (generations.removed().isEmpty() && context.stack().liveRuns().isEmpty()) {
      return;
    }
    if (!generations.retiring().isEmpty()) {
      cluster.drain(connection(context), generations.retiring().keySet(), context, context.log());
    }
    init(context, "removal-init");
    recover(context);
    terraform.removeNodeGroups(
        context,
        groups.withoutRetiring(),
        StateRepairs.of(context),
        () ->
            AdoptionContexts.of(
                context.claim(),
                context.account(),
                context,
                "removal-",
                context.runs(),
                context,
                context.log(),
                context.events(),
                InterruptionPolicies.of(
                    context.environment(),
                    Set.copyOf(generations.removedAddresses()),
                    context.events())),
        explainer(context),
        context.events());
  }

  void check(StepContext context) throws InterruptedException {
    cluster.check(
        connectionWithCertificate(context),
        context.secrets(),
        context.environment(),
        context,
        context.log());
  }

  void uninstall(StepContext context) throws InterruptedException {
    cluster.uninstall(connection(context), context, context.log());
  }

  private static FailureExplainer explainer(StepContext context) {
    return new FailureExplainer(
        context::account,
        context.model(),
        new EnvironmentInspection(context::account, context.model(), context.runs()));
  }

  private static ClusterConnection connectionWithCertificate(StepContext context) {
    return connection(context, DomainSteps.withCertificate(domainOf(context), context.model()));
  }

  private static ClusterConnection connection(StepContext context) {
    return connection(context, context.model());
  }

  private static ClusterConnection connection(StepContext context, InfraModel model) {
    return new ClusterConnection(
        context.account(), model, context.dependencies().tools().bootstrap(), context.stack());
  }

  private static AdoptionContext adoption(StepContext context) {
    return AdoptionContexts.of(
        context.claim(),
        context.account(),
        context,
        context.runs(),
        context,
        context.log(),
        context.events(),
        InterruptionPolicies.of(context.environment(), context.events()));
  }
}
