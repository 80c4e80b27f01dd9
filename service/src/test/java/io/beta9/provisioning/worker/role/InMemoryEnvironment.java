package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The record of the environment of {@link SimulatedAccount}, without a database. */
public final class InMemoryEnvironment implements EnvironmentRecord {
  public static final TenantId TENANT = new TenantId("acme");
  public static final StateBackend BACKEND =
      StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "s3");

  private final ObjectNode outputs = JsonMapper.shared().createObjectNode();
  private String model = InfraModelJson.toTree(SimulatedAccount.model()).toString();
  private @Nullable AccountState account;
  private @Nullable Instant provisionedAt;
  private @Nullable StoredJson plannedModel;
  private @Nullable StoredJson confirmedChanges;
  private @Nullable String recordedPlan;
  private @Nullable SmokeTest requestedSmokeTest;
  private Set<String> acceptedConsequences = Set.of();
  private boolean applied;
  private boolean forced;
  private boolean keepsSnapshot;

  /** Sets the model that operations execute, as JSON, which may be invalid. */
  public void setModel(String json) {
    model = json;
  }

  public void setModel(InfraModel executed) {
    model = InfraModelJson.toTree(executed).toString();
  }

  public void setPlannedModel(InfraModel planned) {
    plannedModel = StoredJson.of(InfraModelJson.toTree(planned));
  }

  public void setAccountState(AccountState state) {
    account = state;
  }

  public void setProvisionedAt(Instant time) {
    provisionedAt = time;
  }

  public void setApplied() {
    applied = true;
  }

  public void setForced() {
    forced = true;
  }

  public void setKeepsSnapshot() {
    keepsSnapshot = true;
  }

  public void setAcceptedConsequences(Set<String> codes) {
    acceptedConsequences = codes;
  }

  public void setConfirmedChanges(String impacts) {
    confirmedChanges = new StoredJson(impacts);
  }

  public void setRequestedSmokeTest(SmokeTest extent) {
    requestedSmokeTest = extent;
  }

  /** Returns what was recorded as the plan of the operation; null if nothing was. */
  public @Nullable String recordedPlan() {
    return recordedPlan;
  }

  public ObjectNode outputs() {
    return outputs;
  }

  @Override
  public Environment current() {
    return new Environment(
        SimulatedAccount.ID,
        TENANT,
        "demo",
        EnvironmentStatus.PROVISIONING,
        null,
        null,
        null,
        null,
        Progress.NONE,
        "aws",
        SimulatedAccount.REGION,
        SimulatedAccount.ACCOUNT,
        new CloudAccess(
            null,
            account,
            SimulatedAccount.TARGET.roleArn(),
            new ExternalId(SimulatedAccount.EXTERNAL_ID)),
        new StoredJson("{}"),
        new StoredJson(model),
        new StoredJson(JsonMapper.shared().writeValueAsString(BACKEND)),
        StoredJson.of(outputs),
        "test",
        Instant.EPOCH,
        Instant.EPOCH,
        provisionedAt,
        null,
        Instant.EPOCH,
        null);
  }

  @Override
  public Optional<StoredJson> plannedModel() {
    return Optional.ofNullable(plannedModel);
  }

  @Override
  public boolean hasBeenApplied() {
    return applied;
  }

  @Override
  public void replaceZones(InfraModel changed) {
    setModel(changed);
  }

  @Override
  public void mergeOutputs(ObjectNode more) {
    outputs.setAll(more);
  }

  @Override
  public Set<String> acceptedConsequences() {
    return acceptedConsequences;
  }

  @Override
  public Optional<StoredJson> confirmedChanges() {
    return Optional.ofNullable(confirmedChanges);
  }

  @Override
  public void recordPlan(String impacts) {
    recordedPlan = impacts;
  }

  @Override
  public boolean isForced() {
    return forced;
  }

  @Override
  public boolean keepsSnapshot() {
    return keepsSnapshot;
  }

  @Override
  public Optional<SmokeTest> requestedSmokeTest() {
    return Optional.ofNullable(requestedSmokeTest);
  }
}
