package io.beta9.provisioning.api.description;

import io.beta9.provisioning.apimodel.environment.EnvironmentPreview;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the operations, which generated clients use as the names of their methods, and what
 * their methods do not tell: the statuses of success, and the result of a dry run.
 */
final class OperationNames {
  /**
   * An operation.
   *
   * @param statuses the statuses of success
   * @param result the record of the response; null if the method declares it
   * @param dryRun the record of the response to a dry run, whose status is 200; null if there is
   *     none of its own
   */
  record NamedOperation(
      String id, List<Integer> statuses, @Nullable Class<?> result, @Nullable Class<?> dryRun) {}

  private static final Map<String, NamedOperation> OPERATIONS =
      Map.ofEntries(
          Map.entry("GET /api/v1/environments", named("listEnvironments")),
          Map.entry("GET /api/v1/environments/{id}", named("getEnvironment")),
          Map.entry("DELETE /api/v1/environments/{id}", accepted("destroyEnvironment")),
          Map.entry("POST /api/v1/environments/{id}/retry", accepted("retryEnvironment")),
          Map.entry("POST /api/v1/environments/{id}/cancel", accepted("cancelOperation")),
          Map.entry(
              "POST /api/v1/environments/{id}/update",
              new NamedOperation(
                  "updateEnvironment", List.of(202), EnvironmentView.class, UpdatePreview.class)),
          Map.entry(
              "POST /api/v1/environments",
              new NamedOperation(
                  "createEnvironment",
                  List.of(202),
                  EnvironmentView.class,
                  EnvironmentPreview.class)),
          Map.entry("POST /api/v1/environments/{id}/plans", accepted("planUpdate")),
          Map.entry("GET /api/v1/environments/{id}/plans/{plan}", named("getUpdatePlan")),
          Map.entry("POST /api/v1/environments/{id}/bootstrap", accepted("bootstrapEnvironment")),
          Map.entry("POST /api/v1/environments/{id}/smoke", accepted("smokeTestEnvironment")),
          Map.entry(
              "POST /api/v1/environments/{id}/force-destroy", named("forceDestroyEnvironment")),
          Map.entry("GET /api/v1/environments/{id}/kubeconfig", named("getKubeconfig")),
          Map.entry("GET /api/v1/environments/{id}/resources", named("listResources")),
          Map.entry("GET /api/v1/environments/{id}/diagnosis", named("diagnoseEnvironment")),
          Map.entry("GET /api/v1/environments/{id}/support-bundle", named("getSupportBundle")),
          Map.entry("POST /api/v1/environments/{id}/quota-requests", named("requestQuotas")),
          Map.entry("POST /api/v1/environments/{id}/cluster-access", named("restoreClusterAccess")),
          Map.entry("GET /api/v1/environments/{id}/leftovers", named("listLeftovers")),
          Map.entry("POST /api/v1/environments/{id}/leftovers/remove", named("removeLeftovers")),
          Map.entry("GET /api/v1/environments/{id}/events", named("listEvents")),
          Map.entry("GET /api/v1/environments/{id}/logs", named("listLogs")),
          Map.entry("GET /api/v1/environments/{id}/state", named("getState")),
          Map.entry("GET /api/v1/environments/{id}/state/resource", named("getStateResource")),
          Map.entry("GET /api/v1/environments/{id}/state/raw", named("getRawState")),
          Map.entry("GET /api/v1/environments/{id}/state/versions", named("listStateVersions")),
          Map.entry("GET /api/v1/environments/{id}/state/lock", named("getStateLock")),
          Map.entry("POST /api/v1/environments/{id}/state/unlock", named("unlockState")),
          Map.entry("POST /api/v1/environments/{id}/state/rollback", named("rollBackState")),
          Map.entry("POST /api/v1/environments/{id}/state/prune", named("pruneState")),
          Map.entry("GET /api/v1/environments/{id}/state/kept", named("getKeptState")),
          Map.entry("POST /api/v1/environments/{id}/state/kept/drop", named("dropKeptState")),
          Map.entry("GET /api/v1/accounts", named("listAccounts")),
          Map.entry(
              "POST /api/v1/accounts",
              new NamedOperation("registerAccount", List.of(200, 201), null, null)),
          Map.entry("GET /api/v1/accounts/{id}", named("getAccount")),
          Map.entry("DELETE /api/v1/accounts/{id}", named("removeAccount")),
          Map.entry("POST /api/v1/accounts/{id}/verify", named("verifyAccount")),
          Map.entry("GET /api/v1/shared-accounts", named("listSharedAccounts")),
          Map.entry("POST /api/v1/shared-accounts", named("shareAccount")),
          Map.entry("DELETE /api/v1/shared-accounts/{accountId}", named("unshareAccount")),
          Map.entry("GET /api/v1/keys", named("listKeys")),
          Map.entry("POST /api/v1/keys", new NamedOperation("createKey", List.of(201), null, null)),
          Map.entry("DELETE /api/v1/keys/{id}", named("revokeKey")),
          Map.entry("GET /api/v1/webhooks", named("listWebhooks")),
          Map.entry(
              "POST /api/v1/webhooks",
              new NamedOperation("createWebhook", List.of(201), null, null)),
          Map.entry("GET /api/v1/webhooks/{id}", named("getWebhook")),
          Map.entry("PATCH /api/v1/webhooks/{id}", named("updateWebhook")),
          Map.entry("DELETE /api/v1/webhooks/{id}", named("removeWebhook")),
          Map.entry("POST /api/v1/webhooks/{id}/rotate", named("rotateWebhookSecret")),
          Map.entry("POST /api/v1/webhooks/{id}/test", accepted("testWebhook")),
          Map.entry("POST /api/v1/webhooks/{id}/replay", accepted("replayDeadDeliveries")),
          Map.entry("GET /api/v1/webhooks/{id}/deliveries", named("listDeliveries")),
          Map.entry("GET /api/v1/webhooks/{id}/deliveries/{delivery}", named("getDelivery")),
          Map.entry(
              "POST /api/v1/webhooks/{id}/deliveries/{delivery}/replay",
              accepted("replayDelivery")),
          Map.entry(
              "POST /api/v1/keys/{id}/rotate",
              new NamedOperation("rotateKey", List.of(201), null, null)),
          Map.entry("GET /api/v1/audit", named("listAuditEntries")),
          Map.entry("GET /api/v1/audit/export", named("exportAudit")),
          Map.entry("GET /api/v1/audit/heads", named("getAuditHeads")),
          Map.entry("GET /api/v1/environments/{id}/connection", named("getConnection")),
          Map.entry("GET /api/v1/tenants", named("listTenants")),
          Map.entry(
              "POST /api/v1/tenants", new NamedOperation("createTenant", List.of(201), null, null)),
          Map.entry("GET /api/v1/tenants/{id}", named("getTenant")),
          Map.entry("DELETE /api/v1/tenants/{id}", named("deleteTenant")),
          Map.entry("POST /api/v1/tenants/{id}/suspend", named("suspendTenant")),
          Map.entry("POST /api/v1/tenants/{id}/resume", named("resumeTenant")),
          Map.entry("GET /api/v1/onboarding/aws", named("getAwsOnboarding")),
          Map.entry("GET /api/v1/queue", named("getQueue")),
          Map.entry("POST /api/v1/workers/{id}/drain", named("drainWorker")),
          Map.entry("POST /api/v1/workers/{id}/resume", named("resumeWorker")),
          Map.entry("GET /api/v1/reports/failures", named("getFailureReport")),
          Map.entry("GET /api/v1/reports/capacity", named("getCapacityReport")),
          Map.entry("GET /api/v1/reports/health", named("getHealthReport")),
          Map.entry("GET /api/v1/regions", named("listRegions")),
          Map.entry("POST /api/v1/regions/{region}/open", named("openRegion")),
          Map.entry("POST /api/v1/regions/{region}/close", named("closeRegion")));

  private OperationNames() {}

  private static NamedOperation named(String id) {
    return new NamedOperation(id, List.of(200), null, null);
  }

  private static NamedOperation accepted(String id) {
    return new NamedOperation(id, List.of(202), null, null);
  }

  static Optional<NamedOperation> find(String method, String path) {
    return Optional.ofNullable(OPERATIONS.get(method + " " + path));
  }
}
