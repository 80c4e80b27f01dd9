package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The record of the claim's environment. Writes are fenced by the claim. */
record FencedEnvironmentRecord(Claim claim, FencedWriter writer, StepRepositories repositories)
    implements EnvironmentRecord {

  @Override
  public Environment current() {
    return writer
        .read(() -> repositories.environments().find(claim.tenant(), claim.environment()))
        .orElseThrow(
            () -> new IllegalStateException("no environment " + claim.environment() + " exists"));
  }

  @Override
  public Optional<StoredJson> plannedModel() {
    return claim.kind() == OperationKind.PLAN
        ? writer.read(() -> repositories.operations().plannedModel(claim))
        : Optional.empty();
  }

  @Override
  public Optional<StoredJson> confirmedChanges() {
    return writer.read(() -> repositories.operations().confirmedChanges(claim));
  }

  @Override
  public boolean hasBeenApplied() {
    return writer.read(
        () -> repositories.operations().hasBeenApplied(claim.tenant(), claim.environment()));
  }

  @Override
  public void replaceZones(InfraModel model) {
    ObjectNode metaConfig = (ObjectNode) current().metaConfig().toTree();
    model
        .network()
        .availabilityZones()
        .forEach(metaConfig.withObject("network").putArray("availability_zones")::add);
    writer.write(
        claim,
        () ->
            repositories
                .environments()
                .updateModel(
                    claim.tenant(), claim.environment(), metaConfig, InfraModelJson.toTree(model)));
  }

  @Override
  public void mergeOutputs(ObjectNode outputs) {
    writer.write(
        claim,
        () ->
            repositories.environments().mergeOutputs(claim.tenant(), claim.environment(), outputs));
  }

  @Override
  public Set<String> acceptedConsequences() {
    return writer.read(
        () ->
            repositories.environments().acceptedConsequences(claim.tenant(), claim.environment()));
  }

  @Override
  public void recordPlan(String impacts) {
    writer.write(claim, () -> repositories.operations().recordPlan(claim, impacts));
  }

  @Override
  public boolean isForced() {
    return isMarked(CompletedSteps.FORCED);
  }

  @Override
  public boolean keepsSnapshot() {
    return isMarked(CompletedSteps.FINAL_SNAPSHOT);
  }

  @Override
  public Optional<SmokeTest> requestedSmokeTest() {
    Set<String> steps = writer.read(() -> repositories.operations().completedSteps(claim));
    return !steps.contains(CompletedSteps.SMOKE_TEST)
        ? Optional.empty()
        : Optional.of(
            steps.contains(CompletedSteps.SMOKE_TEST_WITH_GPU) ? SmokeTest.FULL : SmokeTest.BASIC);
  }

  private boolean isMarked(String marker) {
    return writer.read(() -> repositories.operations().completedSteps(claim)).contains(marker);
  }
}
