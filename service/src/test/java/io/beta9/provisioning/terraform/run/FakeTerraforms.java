package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.stack.FoundationInAws;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fake Terraform of every environment of a test, with their shared processes and plans. */
public final class FakeTerraforms implements Terraform.TerraformFactory {
  private final Map<Path, FakeTerraformProcess> processes = new ConcurrentHashMap<>();
  private final Map<Path, SavedPlan> plans = new ConcurrentHashMap<>();
  private final Map<String, Environment> environments = new ConcurrentHashMap<>();
  private final Map<EnvironmentId, StackDirectory> stacks = new ConcurrentHashMap<>();
  private final Consumer<EnvironmentId> onNodesCreated;

  /**
   * @param onNodesCreated called when an apply has created the system nodes and the worker that
   *     started it has stored that
   */
  public FakeTerraforms(Consumer<EnvironmentId> onNodesCreated) {
    this.onNodesCreated = onNodesCreated;
  }

  /** The state and the resources of an environment. */
  record Environment(
      RemoteState state,
      List<SmallStack.Resource> resources,
      SmallStack stack,
      FoundationInAws aws) {}

  /** Registers an environment. */
  public void register(
      EnvironmentId id, AwsSession session, InfraModel model, StateBackend location) {
    SmallStack stack = new SmallStack(session, model, () -> temporaryAccess(id));
    environments.put(
        id.value(),
        new Environment(
            new RemoteState(session, location),
            stack.resources(),
            stack,
            new FoundationInAws(session, model)));
  }

  /** Returns the ids in the environment's state by address. */
  public Map<String, String> stateOf(EnvironmentId id) {
    return environments.get(id.value()).state().read().ids;
  }

  /** Returns whether the environment's state is locked. */
  public boolean isLocked(EnvironmentId id) {
    return environments.get(id.value()).state().lockText().isPresent();
  }

  /** Returns the addresses whose id in the state does not exist in the account. */
  public List<String> missingInAccount(EnvironmentId id) {
    Environment environment = environments.get(id.value());
    Map<String, String> known = stateOf(id);
    return environment.resources().stream()
        .filter(one -> known.containsKey(one.address()))
        .filter(
            one -> !known.get(one.address()).equals(one.finder().find(known.get(one.address()))))
        .map(SmallStack.Resource::address)
        .toList();
  }

  /** Kills the processes of an environment. */
  public void kill(EnvironmentId id) {
    processes.forEach(
        (path, process) -> {
          if (path.toString().contains(id.value()) && !process.hasEnded()) {
            process.end();
          }
        });
  }

  /** Removes an environment and kills its processes. */
  public void remove(EnvironmentId id) {
    environments.remove(id.value());
    kill(id);
    processes.keySet().removeIf(path -> path.toString().contains(id.value()));
    plans.keySet().removeIf(path -> path.toString().contains(id.value()));
  }

  @Override
  public Terraform open(StackDirectory stack, Redactor redactor, ProviderCredentials credentials) {
    Path environment = stack.path().getParent().getParent().getParent();
    EnvironmentId id = new EnvironmentId(environment.getFileName().toString());
    stacks.put(id, stack);
    return new FakeTerraform(
        this, stack, environments.get(id.value()), () -> onNodesCreated.accept(id));
  }

  /** Reads the variable of the module. */
  private List<String> temporaryAccess(EnvironmentId id) {
    Path variables = stacks.get(id).path().resolve("temporary-access.auto.tfvars.json");
    if (!Files.exists(variables)) {
      return List.of();
    }
    return JsonMapper.shared()
        .readTree(variables)
        .path("temporary_api_cidrs")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  Map<Path, FakeTerraformProcess> processes() {
    return processes;
  }

  Map<Path, SavedPlan> plans() {
    return plans;
  }
}
