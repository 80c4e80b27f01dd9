package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Terraform without a process and without resources, for tests of what follows from its results:
 * each apply and destroy has the next of the results that a test has set.
 */
public final class ScriptedTerraform implements Terraform, Terraform.TerraformFactory {
  private final List<String> calls = new ArrayList<>();
  private final Deque<ScriptedResult> results = new ArrayDeque<>();
  private final Map<String, JsonNode> outputs = new LinkedHashMap<>();
  private @Nullable StackDirectory stack;
  private @Nullable Failure planFailure;
  private PlanSummary plan = PlanSummary.EMPTY;
  private String planJson = "{}";
  private StateResources state = new StateResources(0, "", List.of());
  private ResumedRun resumed = () -> {};

  /**
   * The result of an apply or destroy.
   *
   * @param completed the addresses of the resources that it completes first
   * @param failure with which it then fails; null if it succeeds
   */
  private record ScriptedResult(
      List<String> completed, ApplySummary summary, @Nullable Failure failure) {}

  /** What happens while a run is followed to its end. */
  @FunctionalInterface
  public interface ResumedRun {
    void follow() throws Exception;
  }

  /** Returns the calls in their order: the subcommand and the id of the run. */
  public List<String> calls() {
    return calls;
  }

  public void onResume(ResumedRun action) {
    resumed = action;
  }

  /** Sets what each plan contains from now on. */
  public void setPlan(PlanSummary summary, String json) {
    plan = summary;
    planJson = json;
  }

  public void failPlans(Failure failure) {
    planFailure = failure;
  }

  public void setState(StateResources current) {
    state = current;
  }

  public void setOutput(String name, String value) {
    outputs.put(name, JsonMapper.shared().getNodeFactory().stringNode(value));
  }

  /** Makes the next apply or destroy succeed after these resources were completed. */
  public void succeed(ApplySummary summary, String... completed) {
    results.add(new ScriptedResult(List.of(completed), summary, null));
  }

  /** Makes the next apply or destroy fail after these resources were completed. */
  public void fail(Failure failure, String... completed) {
    results.add(new ScriptedResult(List.of(completed), new ApplySummary(0, 0, 0, 0), failure));
  }

  @Override
  public Terraform open(
      StackDirectory directory, Redactor redactor, ProviderCredentials credentials) {
    stack = directory;
    return this;
  }

  @Override
  public void init(TerraformRun run) {
    calls.add("init " + run.id());
  }

  @Override
  public PlanSummary plan(TerraformRun run, List<String> targets) {
    calls.add("plan " + run.id());
    if (planFailure != null) {
      throw new FailureException(planFailure);
    }
    return plan;
  }

  @Override
  public void discardPlan() {
    calls.add("discard");
  }

  @Override
  public ApplySummary apply(TerraformRun run) {
    calls.add("apply " + run.id());
    return next(run, TerraformEvent.Action.CREATE);
  }

  @Override
  public ApplySummary destroy(TerraformRun run) {
    calls.add("destroy " + run.id());
    return next(run, TerraformEvent.Action.DELETE);
  }

  private ApplySummary next(TerraformRun run, TerraformEvent.Action action) {
    ScriptedResult result = results.remove();
    long number = 0;
    for (String address : result.completed()) {
      TerraformEvent event =
          new TerraformEvent.ApplyComplete(
              Instant.EPOCH,
              address + " completed",
              new TerraformEvent.ResourceRef(address, address.split("\\.")[0]),
              action,
              null,
              null,
              1);
      run.journal().lines(run.id(), number, List.of(new JournalLine(number, "{}", event)));
      number++;
    }
    if (result.failure() != null) {
      throw new FailureException(result.failure());
    }
    return result.summary();
  }

  @Override
  public RunResult resume(ChildProcess child, long fromLine, TerraformRun run) {
    calls.add("resume " + child.runId() + " from " + fromLine);
    try {
      resumed.follow();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new RunResult(child.kind(), PlanSummary.EMPTY, Optional.empty());
  }

  @Override
  public JsonNode planJson(Duration deadline) {
    return JsonMapper.shared().readTree(planJson);
  }

  @Override
  public Map<String, JsonNode> outputs(Duration deadline) {
    return outputs;
  }

  @Override
  public StateResources state(Duration deadline) {
    return state;
  }

  @Override
  public void untaint(TerraformRun run, String address) {
    calls.add("untaint " + address);
  }

  @Override
  public void pushErroredState(TerraformRun run) {
    calls.add("push " + run.id());
  }

  @Override
  public ImportFile imports() {
    if (stack == null) {
      throw new IllegalStateException("no stack directory was opened");
    }
    return new ImportFile(stack);
  }
}
