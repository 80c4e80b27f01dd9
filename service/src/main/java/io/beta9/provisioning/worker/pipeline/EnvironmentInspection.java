package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.inspection.InspectedResource;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.worker.role.RunJournal;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inspects the resources of one environment, by their addresses. */
public final class EnvironmentInspection {
  private static final Logger log = LoggerFactory.getLogger(EnvironmentInspection.class);

  private final Supplier<CloudAccount> account;
  private final InfraModel model;
  private final RunJournal runs;

  public EnvironmentInspection(Supplier<CloudAccount> account, InfraModel model, RunJournal runs) {
    this.account = account;
    this.model = model;
    this.runs = runs;
  }

  /** Returns what the cloud shows about a resource; empty if that cannot be determined. */
  public Optional<ResourceReport> of(ResourceAddress address) {
    try {
      JournalIds ids = new JournalIds();
      runs.completions()
          .forEach(
              completion -> ids.add(completion.address(), completion.action(), completion.id()));
      return account
          .get()
          .inspector()
          .inspect(
              new InspectedResource(address, ResourceScope.of(model), ids.of(address.value())));
    } catch (FailureException e) {
      // It only supplements another failure, which must not be lost.
      log.info("{} could not be inspected: {}", address, e.getMessage());
      return Optional.empty();
    }
  }
}
