package io.beta9.provisioning.api.contract;

import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The methods of all resources, with the requests that they answer. */
public final class ResourceMethods {
  private final ObjectProvider<RequestMappingHandlerMapping> mappings;

  public ResourceMethods(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    this.mappings = mappings;
  }

  /** Returns the methods; those of the management endpoints are not among them. */
  public Map<RequestMappingInfo, HandlerMethod> all() {
    return mappings.stream()
        .filter(mapping -> mapping.getClass() == RequestMappingHandlerMapping.class)
        .findFirst()
        .orElseThrow()
        .getHandlerMethods();
  }
}
