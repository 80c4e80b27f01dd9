package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.telemetry.log.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Counts what known callers were denied ({@code denied_actions_total{permission}}) and logs it with
 * the address: of each caller and permission one in a minute, and the number of the others.
 */
public final class DenialLog {
  private static final Logger log = LoggerFactory.getLogger(DenialLog.class);
  private static final String RECORDED = "io.beta9.provisioning.denial-recorded";

  private final Map<Permission, Counter> counters = new EnumMap<>(Permission.class);

  private final LogThrottle throttle;

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  public DenialLog(MeterRegistry meters, LongSupplier nanoTime) {
    this.throttle = new LogThrottle(Duration.ofMinutes(1), nanoTime);
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

  /** Records that the method that handles a request has denied it. */
  public void deniedByHandler(HttpServletRequest request) {
    if (request.getAttribute(RECORDED) == null
        && request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller
        && request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
            instanceof HandlerMethod method
        && method.getMethodAnnotation(Authorize.class) instanceof Authorize rule) {
      denied(caller, rule.value(), request);
    }
  }

  void denied(Caller caller, Permission permission, HttpServletRequest request) {
    request.setAttribute(RECORDED, true);
    Counter counter = counters.get(permission);
    if (counter != null) {
      counter.increment();
    }
    throttle.occurred(
        caller.keyId() + ", " + permission.code(),
        () -> log(caller, permission, request),
        unlogged ->
            log.info(
                "{} more denied actions of {} were not logged",
                unlogged.occurrences(),
                unlogged.source()));
  }

  private static void log(Caller caller, Permission permission, HttpServletRequest request) {
    Set<String> roles = new TreeSet<>();
    caller.roles().forEach(role -> roles.add(role.code()));
    log.atInfo()
        .addKeyValue("event.category", "iam")
        .addKeyValue("event.action", "authorization")
        .addKeyValue("event.outcome", "failure")
        .addKeyValue("source.ip", request.getRemoteAddr())
        .addKeyValue("user.id", caller.keyId())
        .log(
            "Denied {} to {} of tenant {} from {}, whose roles are {}",
            permission.code(),
            caller.keyId(),
            caller.tenant(),
            request.getRemoteAddr(),
            String.join(", ", roles));
  }
}
