package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRuleJson;
import io.beta9.provisioning.cloudsim.fault.GlobPattern;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/** The administration API under {@code /_sim/}: fault rules, request log, inventory, health. */
final class AdminApi {
  private static final String JSON = "application/json";

  private final CloudSim sim;

  AdminApi(CloudSim sim) {
    this.sim = sim;
  }

  WireResponse handle(WireRequest request) {
    return switch (request.method() + " " + request.rawPath()) {
      case "GET /_sim/fault-rules" -> json(200, sim.faultRules().active());
      case "POST /_sim/fault-rules" -> addFaultRules(request);
      case "DELETE /_sim/fault-rules" -> {
        sim.faultRules().clear();
        yield json(200, List.of());
      }
      case "GET /_sim/requests" -> json(200, requests(request.query()).toList());
      case "DELETE /_sim/requests" -> {
        sim.requests().clear();
        yield json(200, List.of());
      }
      case "GET /_sim/inventory" -> inventory(request.query());
      case "GET /_sim/health" -> json(200, Map.of("status", "ok"));
      default ->
          json(
              404,
              Map.of("message", request.method() + " " + request.rawPath() + " does not exist"));
    };
  }

  private WireResponse addFaultRules(WireRequest request) {
    try {
      sim.faultRules().add(FaultRuleJson.read(request.body()).toArray(FaultRule[]::new));
      return json(200, sim.faultRules().active());
    } catch (JacksonException e) {
      return json(400, Map.of("message", "Not a list of fault rules: " + e.getOriginalMessage()));
    }
  }

  private Stream<LoggedRequest> requests(Map<String, String> query) {
    return sim.requests().since(number(query.get("since"))).stream()
        .filter(it -> new GlobPattern(query.getOrDefault("service", "*")).matches(it.service()))
        .filter(it -> new GlobPattern(query.getOrDefault("operation", "*")).matches(it.operation()))
        .filter(it -> new GlobPattern(query.getOrDefault("account", "*")).matches(it.account()));
  }

  private WireResponse inventory(Map<String, String> query) {
    String account = query.get("account");
    String region = query.get("region");
    return account == null || region == null
        ? json(400, Map.of("message", "account and region are required"))
        : json(200, sim.inventory(account, region));
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static WireResponse json(int status, Object value) {
    return WireResponse.text(status, JSON, FaultRuleJson.MAPPER.writeValueAsString(value));
  }
}
