package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The database record of the environment that a step works on. */
public interface EnvironmentRecord {
  /** Returns the environment as it is stored now. */
  Environment current();

  /** Returns the model that the operation only plans; empty if it executes the environment's. */
  Optional<StoredJson> plannedModel();

  /** Returns whether an operation has begun to create or change its infrastructure. */
  boolean hasBeenApplied();

  /** Replaces the model that operations execute, and the zones of the meta-config. */
  void replaceZones(InfraModel model);

  /** Adds to the environment's outputs; an existing key receives the new value. */
  void mergeOutputs(ObjectNode outputs);

  /** Returns the names of the consequences that the latest update may have. */
  Set<String> acceptedConsequences();

  /** Returns, as JSON, the planned changes that the user has confirmed; empty if none were. */
  Optional<StoredJson> confirmedChanges();

  /** Records, as JSON, what the operation has planned to change. */
  void recordPlan(String impacts);

  /** Returns whether the operation is a forced destroy, which skips what cannot be reached. */
  boolean isForced();

  /** Returns whether the operation is a destroy that keeps a snapshot of the database. */
  boolean keepsSnapshot();

  /** Returns the extent of the verification that was requested; empty if that is not what it is. */
  Optional<SmokeTest> requestedSmokeTest();
}
