package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.stack.FoundationInAws;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All Terraforms of a test, and what lies on the disks that they share. */
public final class FakeTerraforms implements Terraform.TerraformFactory {
  private final Map<Path, FakeTerraformProcess> jobs = new ConcurrentHashMap<>();
  private final Map<Path, SavedPlan> plans = new ConcurrentHashMap<>();
  private final Map<String, Environment> environments = new ConcurrentHashMap<>();
  private final Consumer<EnvironmentId> onceThereAreNodes;

  /**
   * @param onceThereAreNodes called when an apply has made nodes, and the worker that began it
   *     knows of them
   */
  public FakeTerraforms(Consumer<EnvironmentId> onceThereAreNodes) {
    this.onceThereAreNodes = onceThereAreNodes;
  }

  /** What a Terraform needs to know of an environment. */
  record Environment(
      RemoteState state,
      List<SmallStack.Resource> resources,
      SmallStack stack,
      FoundationInAws aws) {}

  /** Lets an environment be worked on. */
  public void know(EnvironmentId id, AwsSession session, InfraModel model, StateBackend location) {
    SmallStack stack = new SmallStack(session, model);
    environments.put(
        id.value(),
        new Environment(
            new RemoteState(session, location),
            stack.resources(),
            stack,
            new FoundationInAws(session, model)));
  }

  /** What the environment's state says, an id by each address; and whether it is locked. */
  public Map<String, String> stateOf(EnvironmentId id) {
    return environments.get(id.value()).state().read().ids;
  }

  public boolean isLocked(EnvironmentId id) {
    return environments.get(id.value()).state().lockText().isPresent();
  }

  /** What the state knows and the account has not, or under another id. */
  public List<String> falseIn(EnvironmentId id) {
    Environment environment = environments.get(id.value());
    Map<String, String> known = stateOf(id);
    return environment.resources().stream()
        .filter(one -> known.containsKey(one.address()))
        .filter(
            one -> !known.get(one.address()).equals(one.finder().find(known.get(one.address()))))
        .map(SmallStack.Resource::address)
        .toList();
  }

  /** Kills what runs for an environment. */
  public void kill(EnvironmentId id) {
    jobs.forEach(
        (path, job) -> {
          if (path.toString().contains(id.value()) && !job.hasEnded()) {
            job.end();
          }
        });
  }

  /** Forgets an environment, and ends what still runs for it. */
  public void forget(EnvironmentId id) {
    environments.remove(id.value());
    kill(id);
    jobs.keySet().removeIf(path -> path.toString().contains(id.value()));
    plans.keySet().removeIf(path -> path.toString().contains(id.value()));
  }

  @Override
  public Terraform open(StackDirectory stack, Redactor redactor) {
    Path environment = stack.path().getParent().getParent().getParent();
    EnvironmentId id = new EnvironmentId(environment.getFileName().toString());
    return new FakeTerraform(
        this, stack, environments.get(id.value()), () -> onceThereAreNodes.accept(id));
  }

  Map<Path, FakeTerraformProcess> jobs() {
    return jobs;
  }

  Map<Path, SavedPlan> plans() {
    return plans;
  }
}
