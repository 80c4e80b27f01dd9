package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.model.ModelDifference;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.operation.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another meta-config for an environment that is ready or has failed. What was wrong with the first
 * one is mended by it, and nothing has to be made anew.
 */
public final class UpdateRequests {
  private final EnvironmentRequests requests;

  public UpdateRequests(EnvironmentRequests requests) {
    this.requests = requests;
  }

  /**
   * What would change; nothing is written.
   *
   * @throws ImmutableFieldsException where what cannot change would
   * @throws IllegalTransitionException where it is neither ready nor failed
   */
  public List<ModelDifference> preview(Caller caller, EnvironmentId id, MetaConfig config) {
    Environment environment = requests.found(caller, id);
    check(caller, environment, config);
    return ModelDifference.between(environment.infraModel(), model(environment, config));
  }

  /**
   * Takes the meta-config over and queues the work that follows from it.
   *
   * @throws ImmutableFieldsException where what cannot change would
   * @throws IllegalTransitionException where it is neither ready nor failed
   */
  public Environment update(
      Caller caller, EnvironmentId id, MetaConfig config, @Nullable IdempotencyKey key) {
    return requests.once(
        caller,
        key,
        Act.on(id.value(), "env.update", null),
        operationId -> {
          Environment environment = requests.locked(caller, id);
          check(caller, environment, config);
          ObjectNode model = model(environment, config);
          int changes = ModelDifference.between(environment.infraModel(), model).size();
          requests.ledger().environments.move(environment, Transition.REQUEST_PROVISION);
          requests
              .ledger()
              .environments
              .redefine(caller.tenant(), id, MetaConfigJson.toTree(config), model);
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          requests.event(
              caller,
              environment,
              operationId,
              "update-requested",
              "a changed meta-config was given by "
                  + caller.name()
                  + ", which changes "
                  + changes
                  + " fields of what is made");
          return requests.locked(caller, id);
        });
  }

  private void check(Caller caller, Environment environment, MetaConfig config) {
    if (!StatusTransitions.isLegal(environment.status(), Transition.REQUEST_PROVISION)
        || environment.status() == EnvironmentStatus.FAILED
            && requests.lastKind(caller, environment.id()) == OperationKind.DESTROY) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    MetaConfig before = MetaConfigJson.fromJson(environment.metaConfig().toString());
    List<Violation> fixed = new ArrayList<>();
    compare("name", before.name(), config.name(), fixed);
    compare("cloud.provider", before.cloud().provider(), config.cloud().provider(), fixed);
    compare("cloud.region", before.cloud().region(), config.cloud().region(), fixed);
    compare("cloud.account_id", before.cloud().accountId(), config.cloud().accountId(), fixed);
    compare("network.cidr", before.network().cidr(), config.network().cidr(), fixed);
    compare(
        "data.object_store.bucket_prefix",
        before.data().objectStore().bucketPrefix(),
        config.data().objectStore().bucketPrefix(),
        fixed);
    if (!fixed.isEmpty()) {
      throw new ImmutableFieldsException(fixed);
    }
  }

  private static void compare(String path, Object before, Object after, List<Violation> fixed) {
    if (!Objects.equals(before, after)) {
      fixed.add(
          new Violation(
              path,
              "is '"
                  + before
                  + "' and cannot become '"
                  + after
                  + "' in an environment that exists"));
    }
  }

  private static ObjectNode model(Environment environment, MetaConfig config) {
    return InfraModelJson.toTree(InfraModelFactory.from(config, environment.id().value()));
  }
}
