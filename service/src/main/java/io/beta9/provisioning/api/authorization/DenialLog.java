package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what known callers were denied: {@code denied_actions_total{permission}}. */
public final class DenialLog {
  private static final Logger log = LoggerFactory.getLogger(DenialLog.class);

  private final Map<Permission, Counter> counters = new EnumMap<>(Permission.class);

  public DenialLog(MeterRegistry meters) {
    Arrays.stream(Permission.values())
        .forEach(
            permission ->
                counters.put(
                    permission,
                    Counter.builder("denied.actions")
                        .description("Requests of known callers without the required permission")
                        .tag("permission", permission.code())
                        .register(meters)));
  }

  void denied(Caller caller, Permission permission, HttpServletRequest request) {
    Counter counter = counters.get(permission);
    if (counter != null) {
      counter.increment();
    }
    Set<String> roles = new TreeSet<>();
    caller.roles().forEach(role -> roles.add(role.code()));
    log.atInfo()
        .addKeyValue("event.category", "iam")
        .addKeyValue("event.action", "authorization")
        .addKeyValue("event.outcome", "failure")
        .addKeyValue("source.ip", request.getRemoteAddr())
        .addKeyValue("user.id", caller.keyId())
        .log(
            "Denied {} to {} of tenant {}, whose roles are {}",
            permission.code(),
            caller.keyId(),
            caller.tenant(),
            String.join(", ", roles));
  }
}
