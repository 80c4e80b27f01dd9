package io.beta9.provisioning.api.metrics;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Registers the metrics of all routes of the API before the first request. */
public final class RouteRegistration implements SmartInitializingSingleton {
  private static final String API = "/api/";

  private final RequestMetrics metrics;
  private final RequestMappingHandlerMapping mappings;

  public RouteRegistration(RequestMetrics metrics, RequestMappingHandlerMapping mappings) {
    this.metrics = metrics;
    this.mappings = mappings;
  }

  @Override
  public void afterSingletonsInstantiated() {
    mappings
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping -> {
              for (String route : mapping.getPatternValues()) {
                if (route.startsWith(API)) {
                  for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                    metrics.register(method.name(), route);
                  }
                }
              }
            });
  }
}
