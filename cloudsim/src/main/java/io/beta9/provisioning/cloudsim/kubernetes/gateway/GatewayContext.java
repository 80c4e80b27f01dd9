package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.aws.BucketAccess;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.aws.ImageRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What a gateway's API works with.
 *
 * @param gatewayRole the ARN of the IAM role of the gateway's service account; empty if it has none
 * @param hasWorker whether a worker of a pool is running
 * @param onChange runs the controllers after the gateway has changed its own state
 */
record GatewayContext(
    String account,
    String region,
    GatewayConfig config,
    Beta9Database database,
    BucketAccess bucketAccess,
    DataServices dataServices,
    ImageRegistry registry,
    Optional<String> gatewayRole,
    Predicate<String> hasWorker,
    Duration buildWorkerLimit,
    InstantSource clock,
    Runnable onChange) {

  WorkspaceContents contents() {
    return database.contents();
  }

  JsonNode pools() {
    return WorkerJobs.pools(config);
  }

  /** Returns why the workspace's bucket is not accessible with its stored keys. */
  Optional<String> storageError() {
    Beta9Database.Storage storage = database.storage().orElse(null);
    if (storage == null) {
      return Optional.of("the workspace has no storage");
    }
    if (!storage.encryptionKey().equals(config.text("database.postgres.encryptionKey"))) {
      return Optional.of("cipher: message authentication failed");
    }
    return bucketAccess.accessError(
        new BucketAccess.Request(
            account,
            storage.bucket(),
            storage.region(),
            storage.endpointUrl(),
            storage.accessKey(),
            storage.secretKey()));
  }
}
