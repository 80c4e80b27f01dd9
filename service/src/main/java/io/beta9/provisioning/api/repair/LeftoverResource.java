package io.beta9.provisioning.api.repair;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EnvironmentResource;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.LargeDocument;
import io.beta9.provisioning.apimodel.repair.LeftoverList;
import io.beta9.provisioning.apimodel.repair.LeftoverRemovalResult;
import io.beta9.provisioning.apimodel.repair.LeftoverView;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.operations.LeftoverOperations;
import io.beta9.provisioning.resources.operations.LeftoverOperations.LeftoverRemoval;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What an environment has in its account and in no Terraform state. */
@RestController
@RequestMapping("/api/v1/environments/{id}/leftovers")
public class LeftoverResource {
  private final LeftoverOperations operations;

  public LeftoverResource(LeftoverOperations operations) {
    this.operations = operations;
  }

  /** Returns what is in the account and in no Terraform state. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @LargeDocument
  @GetMapping
  LeftoverList list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return new LeftoverList(environment.value(), views(operations.list(caller, environment)));
  }

  /** Removes what is proven to be of the environment, holds no data and is not used. */
  @Authorize(value = Permission.ENVIRONMENT_DESTROY, on = Subject.ENVIRONMENT, immediate = true)
  @LargeDocument
  @PostMapping("/remove")
  LeftoverRemovalResult remove(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    LeftoverRemoval result = operations.remove(caller, EnvironmentResource.id(id), dryRun);
    return new LeftoverRemovalResult(
        result.id().value(), result.dryRun(), views(result.removed()), views(result.remaining()));
  }

  private static List<LeftoverView> views(List<Leftover> leftovers) {
    return leftovers.stream()
        .map(
            one -> new LeftoverView(one.type(), one.id(), one.arn(), one.removable(), one.detail()))
        .toList();
  }
}
