package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.format.ShellCommand;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.resources.inspection.InspectedResource;
import io.beta9.provisioning.resources.inspection.ResourceInspector;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Inspects the resources of the catalogue in an AWS account. */
public final class AwsResourceInspector implements ResourceInspector {
  private static final Logger log = LoggerFactory.getLogger(AwsResourceInspector.class);

  private final AwsSession session;
  private final ResourceCatalog catalog;

  public AwsResourceInspector(AwsSession session, ResourceCatalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  @Override
  public Optional<ResourceReport> inspect(InspectedResource resource) {
    return catalog
        .find(resource.address().type())
        .flatMap(descriptor -> inspect(descriptor, resource));
  }

  @Override
  public Optional<Failure> explain(Failure failure, ResourceAddress resource, InfraModel model) {
    return catalog
        .inquiry(resource.type(), failure.code())
        .flatMap(inquiry -> inquiry.query().find(session, model, resource, failure));
  }

  private Optional<ResourceReport> inspect(
      ResourceDescriptor descriptor, InspectedResource resource) {
    try {
      return descriptor
          .inspection(session)
          .flatMap(inspection -> inspection.inspect(resource))
          .or(() -> known(resource));
    } catch (SdkException e) {
      log.info("{} could not be inspected: {}", resource.address(), e.getMessage());
      return known(resource);
    }
  }

  /** Returns what is known without a query of its own: the id in the journal. */
  private Optional<ResourceReport> known(InspectedResource resource) {
    return resource
        .knownId()
        .map(
            id ->
                new ResourceReport(
                    id,
                    "",
                    List.of(),
                    List.of(),
                    ShellCommand.of(
                        "aws",
                        "resourcegroupstaggingapi",
                        "get-resources",
                        "--tag-filters",
                        "Key="
                            + ResourceNaming.ENVIRONMENT_ID_TAG
                            + ",Values="
                            + resource.scope().id(),
                        "--region",
                        session.region().id())));
  }
}
