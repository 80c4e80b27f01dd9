package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.model.ModelDifference;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.timeline.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests to change the meta-config of an environment that is ready or has failed. Also corrects a
 * meta-config because of which provisioning failed.
 */
public final class UpdateRequests {
  private final EnvironmentRequests requests;

  public UpdateRequests(EnvironmentRequests requests) {
    this.requests = requests;
  }

  /**
   * Returns what an update would change; writes nothing.
   *
   * @throws ImmutableFieldsException if a field changes that cannot change
   * @throws IllegalTransitionException if it is neither ready nor failed
   */
  public List<ModelDifference> preview(Caller caller, EnvironmentId id, MetaConfig config) {
    Environment environment = requests.find(caller, id);
    check(caller, environment, config);
    return ModelDifference.between(storedModel(environment), model(environment, config));
  }

  /**
   * Stores the meta-config and queues the update.
   *
   * @throws io.beta9.provisioning.failure.FailureException {@code account-suspended}
   * @throws ImmutableFieldsException if a field changes that cannot change
   * @throws IllegalTransitionException if it is neither ready nor failed
   */
  public Environment update(
      Caller caller, EnvironmentId id, MetaConfig config, @Nullable IdempotencyKey key) {
    return requests.executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(id.value(), "env.update", null),
        operationId -> {
          Environment environment = requests.lock(caller, id);
          check(caller, environment, config);
          ObjectNode model = model(environment, config);
          int changes = ModelDifference.between(storedModel(environment), model).size();
          requests
              .repositories()
              .environments
              .transition(environment, Transition.REQUEST_PROVISION);
          requests
              .repositories()
              .environments
              .updateModel(caller.tenant(), id, MetaConfigJson.toTree(config), model);
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          requests.appendEvent(
              caller,
              environment,
              operationId,
              new EventData.UpdateRequested(caller.name(), changes));
          return requests.lock(caller, id);
        });
  }

  private void check(Caller caller, Environment environment, MetaConfig config) {
    if (!StatusTransitions.isLegal(environment.status(), Transition.REQUEST_PROVISION)
        || environment.status() == EnvironmentStatus.FAILED
            && requests.latestKind(caller, environment.id()) == OperationKind.DESTROY) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    EnvironmentRequests.requireChange(environment, "Updating the environment");
    MetaConfig before = MetaConfigJson.fromJson(environment.metaConfig().text());
    List<Violation> violations = new ArrayList<>();
    requireUnchanged("name", before.name(), config.name(), violations);
    requireUnchanged(
        "cloud.provider", before.cloud().provider(), config.cloud().provider(), violations);
    requireUnchanged("cloud.region", before.cloud().region(), config.cloud().region(), violations);
    requireUnchanged(
        "cloud.account_id", before.cloud().accountId(), config.cloud().accountId(), violations);
    requireUnchanged("network.cidr", before.network().cidr(), config.network().cidr(), violations);
    requireUnchanged(
        "data.object_store.bucket_prefix",
        before.data().objectStore().bucketPrefix(),
        config.data().objectStore().bucketPrefix(),
        violations);
    KubernetesVersions.updateProblem(
            before.cluster().kubernetesVersion(), config.cluster().kubernetesVersion())
        .ifPresent(problem -> violations.add(new Violation("cluster.kubernetes_version", problem)));
    if (!violations.isEmpty()) {
      throw new ImmutableFieldsException(violations);
    }
  }

  private static void requireUnchanged(
      String path, Object before, Object after, List<Violation> violations) {
    if (!Objects.equals(before, after)) {
      violations.add(
          new Violation(
              path,
              "is '" + before + "' and cannot become '" + after + "' in an existing environment"));
    }
  }

  /** Returns the stored model with the defaults of fields that later versions added. */
  private static ObjectNode storedModel(Environment environment) {
    return InfraModelJson.toTree(InfraModelJson.fromJson(environment.infraModel().text()));
  }

  private static ObjectNode model(Environment environment, MetaConfig config) {
    return InfraModelJson.toTree(InfraModelFactory.from(config, environment.id().value()));
  }
}
