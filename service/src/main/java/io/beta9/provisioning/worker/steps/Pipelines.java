package io.beta9.provisioning.worker.steps;

import static io.beta9.provisioning.environment.Transition.BOOTSTRAP;
import static io.beta9.provisioning.environment.Transition.DESTROY;
import static io.beta9.provisioning.environment.Transition.PROVISION;

import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.resources.adoption.Adoption;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepCatalog;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Defines the steps of each kind of operation, their order and their deadlines. */
public final class Pipelines implements StepCatalog {
  /** How often resources that AWS is still creating are checked. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(3);

  private final List<Step> provision;
  private final List<Step> destroy;
  private final List<Step> plan;
  private final @Nullable Step afterFailure;

  public Pipelines() {
    this(StepDeadlines.STANDARD);
  }

  public Pipelines(StepDeadlines deadlines) {
    this(deadlines, new AccountSteps());
  }

  /**
   * @param account the steps that use the account directly, with the times of their searches
   */
  public Pipelines(StepDeadlines deadlines, AccountSteps account) {
    this(deadlines, account, POLL_INTERVAL);
  }

  /**
   * @param account the steps that use the account directly, with the times of their searches
   * @param pollInterval the time between two lookups of what an interrupted run may have created
   */
  public Pipelines(StepDeadlines deadlines, AccountSteps account, Duration pollInterval) {
    StepActions actions =
        new StepActions(
            account, new AdoptingRecovery(new Adoption(ResourceCatalog.AWS, pollInterval)));
    StepBuilder steps = new StepBuilder(deadlines);
    this.provision =
        List.of(
            steps.durable(StepName.PREFLIGHT, PROVISION, actions::preflight),
            steps.durable(StepName.STATE_BACKEND, PROVISION, actions::stateBackend),
            steps.durable(StepName.SECRETS, PROVISION, actions::secrets),
            steps.preparing(StepName.STACK, PROVISION, StepName.OUTPUTS, actions::stack),
            steps.preparing(StepName.INIT, PROVISION, StepName.OUTPUTS, actions::init),
            steps.preparing(StepName.RECOVER, PROVISION, StepName.APPLY, actions::recover),
            steps.preparing(StepName.PLAN, PROVISION, StepName.APPLY, actions::plan),
            steps.durable(StepName.APPLY, PROVISION, actions::apply),
            steps.durable(StepName.OUTPUTS, PROVISION, actions::outputs),
            steps.preparing(
                StepName.OPEN_ENDPOINT, BOOTSTRAP, StepName.CLOSE_ENDPOINT, actions::openEndpoint),
            steps.preparing(StepName.CLUSTER_ACCESS, BOOTSTRAP, StepName.CHECK, actions::access),
            steps.durable(StepName.NODES, BOOTSTRAP, actions::nodes),
            steps.durable(StepName.BASELINE, BOOTSTRAP, actions::baseline),
            steps.durable(StepName.CERTIFICATE, BOOTSTRAP, actions::certificate),
            steps.durable(StepName.BETA9, BOOTSTRAP, actions::beta9),
            steps.durable(StepName.CLAIM, BOOTSTRAP, actions::claim),
            steps.durable(StepName.EXPOSE, BOOTSTRAP, actions::expose),
            steps.durable(StepName.REPLACE_NODES, BOOTSTRAP, actions::replaceNodes),
            steps.durable(StepName.CHECK, BOOTSTRAP, actions::check),
            steps.durable(StepName.CLOSE_ENDPOINT, BOOTSTRAP, actions::closeEndpoint));
    this.plan =
        List.of(
            steps.planning(StepName.STACK, actions::stack),
            steps.planning(StepName.INIT, actions::init),
            steps.planning(StepName.RECOVER, actions::recover),
            steps.planning(StepName.PLAN, actions::planUpdate));
    this.destroy =
        List.of(
            steps.beforeDestroy(StepName.STATE_BACKEND, actions::stateBackendBeforeDestroy),
            steps.beforeDestroy(StepName.SECRETS, actions::secretsBeforeDestroy),
            steps.beforeDestroy(StepName.STACK, actions::stack),
            steps.beforeDestroy(StepName.INIT, actions::init),
            steps.beforeDestroy(StepName.RECOVER, actions::recoverForDestroy),
            steps.preparing(
                StepName.OPEN_ENDPOINT,
                DESTROY,
                StepName.CLUSTER_UNINSTALL,
                forceable(StepName.OPEN_ENDPOINT, actions::openEndpoint)),
            steps.durable(
                StepName.CLUSTER_UNINSTALL,
                DESTROY,
                forceable(StepName.CLUSTER_UNINSTALL, actions::uninstall)),
            steps.durable(StepName.DESTROY, DESTROY, forceable(StepName.DESTROY, actions::destroy)),
            steps.preparing(StepName.SWEEP, DESTROY, null, actions::sweep));
    this.afterFailure = steps.planning(StepName.CLOSE_ENDPOINT, actions::closeEndpointAfterFailure);
  }

  public Pipelines(List<Step> provision, List<Step> destroy) {
    this(provision, destroy, provision);
  }

  /** Creates a catalog of these steps. */
  public Pipelines(List<Step> provision, List<Step> destroy, List<Step> plan) {
    this.plan = plan;
    this.provision = provision;
    this.destroy = destroy;
    this.afterFailure = null;
  }

  @Override
  public Optional<Step> afterFailure(OperationKind kind) {
    return kind == OperationKind.PLAN ? Optional.empty() : Optional.ofNullable(afterFailure);
  }

  @Override
  public List<Step> steps(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE -> provision;
      case PLAN -> plan;
      case DESTROY -> destroy;
    };
  }

  /** Returns an action that a forced destroy skips if it fails permanently. */
  public static Step.StepAction forceable(StepName step, Step.StepAction action) {
    return context -> ForceMode.skipOnFailure(context, step, action);
  }

  /** Creates steps with their deadlines. */
  private record StepBuilder(StepDeadlines deadlines) {
    /** Creates a step that is executed once per operation. */
    Step durable(StepName name, Transition transition, Step.StepAction action) {
      return new Step(name, transition, name, deadlines.of(name), action);
    }

    /** Creates a step of an operation that only plans, which does not change the environment. */
    Step planning(StepName name, Step.StepAction action) {
      return new Step(name, null, null, deadlines.of(name), action);
    }

    Step beforeDestroy(StepName name, Step.StepAction action) {
      return preparing(name, DESTROY, StepName.DESTROY, forceable(name, action));
    }

    /** Creates a step that prepares the worker for a later step. */
    Step preparing(
        StepName name,
        Transition transition,
        @Nullable StepName skippedAfter,
        Step.StepAction action) {
      return new Step(name, transition, skippedAfter, deadlines.of(name), action);
    }
  }
}
