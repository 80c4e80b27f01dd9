package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.protocol.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.WireResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/** The simulator's own interface, under {@code /_sim/}: orders, requests, inventory. */
final class Admin {
  private static final String JSON = "application/json";

  private final CloudSim sim;

  Admin(CloudSim sim) {
    this.sim = sim;
  }

  WireResponse answer(WireRequest request) {
    return switch (request.method() + " " + request.rawPath()) {
      case "GET /_sim/orders" -> json(200, sim.faults().inForce());
      case "POST /_sim/orders" -> place(request);
      case "DELETE /_sim/orders" -> {
        sim.faults().clear();
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
          json(404, Map.of("message", request.method() + " " + request.rawPath() + " is not here"));
    };
  }

  private WireResponse place(WireRequest request) {
    try {
      sim.faults().place(OrderJson.read(request.body()).toArray(Order[]::new));
      return json(200, sim.faults().inForce());
    } catch (JacksonException e) {
      return json(400, Map.of("message", "Not a list of orders: " + e.getOriginalMessage()));
    }
  }

  private Stream<LoggedRequest> requests(Map<String, String> query) {
    return sim.requests().since(number(query.get("since"))).stream()
        .filter(it -> new Glob(query.getOrDefault("service", "*")).covers(it.service()))
        .filter(it -> new Glob(query.getOrDefault("operation", "*")).covers(it.operation()))
        .filter(it -> new Glob(query.getOrDefault("account", "*")).covers(it.account()));
  }

  private WireResponse inventory(Map<String, String> query) {
    String account = query.get("account");
    String region = query.get("region");
    return account == null || region == null
        ? json(400, Map.of("message", "account and region are needed"))
        : json(200, sim.inventory(account, region));
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static WireResponse json(int status, Object value) {
    return WireResponse.text(status, JSON, OrderJson.MAPPER.writeValueAsString(value));
  }
}
