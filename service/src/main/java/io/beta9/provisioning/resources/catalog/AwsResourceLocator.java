package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;

/** Looks resources up in an AWS account by the finders of the catalogue. */
public final class AwsResourceLocator implements ResourceLocator {
  private final AwsSession session;
  private final ResourceCatalog catalog;

  public AwsResourceLocator(AwsSession session, ResourceCatalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  @Override
  public LookupResult find(PlannedResource resource, LookupHints hints) {
    return calling(
        "Looking for " + resource.address(),
        () -> descriptor(resource).finder(session).find(resource, hints));
  }

  @Override
  public Optional<String> completeCreation(PlannedResource resource, String id) {
    return descriptor(resource)
        .completion()
        .flatMap(
            completion ->
                calling("Finishing " + resource.address(), () -> completion.complete(session, id)));
  }

  @Override
  public void removeSetting(PlannedResource setting) {
    descriptor(setting)
        .removal()
        .ifPresent(
            removal ->
                calling(
                    "Removing " + setting.address(),
                    () -> {
                      removal.action().accept(session, setting);
                      return setting;
                    }));
  }

  private ResourceDescriptor descriptor(PlannedResource resource) {
    return catalog
        .find(resource.type())
        .orElseThrow(() -> new IllegalStateException("no descriptor of " + resource.type()));
  }
}
