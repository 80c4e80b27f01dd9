package io.beta9.provisioning.devstack.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Results of a chaos run. */
record ChaosReport(
    int kills,
    int converged,
    int failed,
    int orphans,
    int duplicates,
    long lostOperations,
    int concurrentApplies,
    int databasesReplaced,
    Map<String, Double> recoverySeconds) {

  boolean isSuccessful() {
    return converged > 0
        && failed == 0
        && orphans == 0
        && duplicates == 0
        && lostOperations == 0
        && concurrentApplies == 0
        && databasesReplaced == 0;
  }

  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kills", kills);
    fields.put("converged", converged);
    fields.put("failed", failed);
    fields.put("orphans", orphans);
    fields.put("duplicates", duplicates);
    fields.put("lost_operations", lostOperations);
    fields.put("concurrent_applies", concurrentApplies);
    fields.put("databases_replaced", databasesReplaced);
    fields.put("recovery_seconds", recoverySeconds);
    return JsonMapper.shared().writeValueAsString(fields);
  }
}
