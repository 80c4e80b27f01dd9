package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.timeline.JournalRepository.Completion;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What adoption needs of the operation it works for.
 *
 * @param isUpdate whether the user has requested a change of the environment
 * @param policy what the plan may interrupt
 * @param locator the account in which resources are looked up
 */
public record AdoptionContext(
    EnvironmentId environment,
    boolean isUpdate,
    InterruptionPolicy policy,
    ResourceLocator locator,
    Runs runs,
    History history,
    Waiter waiter,
    Log log) {

  /**
   * What a plan may interrupt.
   *
   * @param running whether Beta9 may be running in the environment
   * @param accepted the consequences that the user has accepted
   * @param confirmed the plan that the user has confirmed; null if none was
   * @param drained the addresses of node groups whose pods have moved: removing them interrupts
   *     nothing
   * @param planned receives what the plan does
   */
  public record InterruptionPolicy(
      boolean running,
      Set<Consequence> accepted,
      @Nullable List<PlanImpact> confirmed,
      Set<String> drained,
      Consumer<List<PlanImpact>> planned) {
    /** Of an environment in which Beta9 has never run. */
    public static final InterruptionPolicy NOT_RUNNING =
        new InterruptionPolicy(false, Set.of(), null, Set.of(), impacts -> {});
  }

  /** Terraform in the stack directory, and its runs in the current step. */
  public interface Runs {
    Terraform terraform();

    /**
     * Returns a run of the current step.
     *
     * @param name unique in the step
     */
    TerraformRun run(String name);

    /** Returns a run whose name is extended by a number, for one of several of the same kind. */
    TerraformRun numberedRun(String name);
  }

  /** What the database has recorded of the environment's earlier Terraform runs. */
  public interface History {
    /** Returns how the latest run of these kinds ended; empty if there was none. */
    Optional<ProcessEnd> lastRun(Set<String> kinds);

    /** Returns the resources that Terraform has reported as complete, oldest first. */
    List<Completion> completions();
  }

  /** Waiting for changes that are in progress in AWS. */
  public interface Waiter {
    Clock clock();

    /** Returns the maximum time to wait in the current step. */
    Duration limit();

    /** Waits for the given time, unless the operation is cancelled or the worker stops. */
    void pause(Duration time) throws InterruptedException;
  }

  /** Reports to the environment's log and events. */
  public interface Log {
    void line(String text);

    /**
     * Reports that a resource which AWS had failed to create was deleted.
     *
     * @param type its Terraform type
     */
    void failedCreationRemoved(String type, String id);

    /**
     * Reports that the operation continues after an interrupted run.
     *
     * @param inState the number of planned resources that the state contained
     * @param adopted the number of imported resources
     * @param untainted the number of resources that are no longer tainted
     */
    void recovered(int inState, int adopted, int untainted);
  }
}
