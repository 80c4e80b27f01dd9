package io.beta9.provisioning.api.progress;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.environment.ResourcesView;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.progress.OperationResources;
import io.beta9.provisioning.progress.OperationResources.TrackedResource;
import io.beta9.provisioning.progress.OperationResourcesReader;
import io.beta9.provisioning.progress.ResourceChange;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The resources that the latest operation of an environment changes. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class ResourcesResource {
  private final EffectiveCaller environments;
  private final OperationResourcesReader resources;

  public ResourcesResource(EffectiveCaller environments, OperationResourcesReader resources) {
    this.environments = environments;
    this.resources = resources;
  }

  /**
   * Returns the resources that the latest operation changes, each with its state, its time and the
   * usual one, the critical path, and the expected remaining time.
   */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/resources")
  ResourcesView resources(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    Environment environment = environments.find(caller, id);
    return view(resources.latest(environment.tenant(), environment.id()));
  }

  static ResourcesView view(OperationResources resources) {
    Duration remaining = resources.remaining();
    return new ResourcesView(
        resources.operation(),
        remaining == null ? null : remaining.toSeconds(),
        resources.resources().stream().map(ResourcesResource::view).toList());
  }

  private static ResourcesView.ResourceChangeView view(TrackedResource resource) {
    ResourceChange change = resource.change();
    return new ResourcesView.ResourceChangeView(
        change.address(),
        change.type(),
        resource.subject().code(),
        change.action().code(),
        change.state().code(),
        change.startedAt(),
        resource.elapsed().toSeconds(),
        resource.usual().toSeconds(),
        resource.critical(),
        resource.isLate());
  }
}
