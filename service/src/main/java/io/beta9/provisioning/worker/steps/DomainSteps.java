package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.connection.Beta9Connection;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.CertificateStatusReport;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.provider.domain.RecordStatus;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The certificate and the records of the environment's domain. */
final class DomainSteps {
  private static final String LOG_STREAM = "domain";
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

  /** ACM shows the record of a validation some seconds after the request. */
  private static final int RECORD_POLLS = 6;

  /** How long a load balancer that was deleted counts as a user of its certificate. */
  private static final int REMOVAL_POLLS = 30;

  /**
   * Requests the certificate and publishes the record that the customer has to create, before
   * Terraform runs: it can be created meanwhile.
   */
  void request(
      Supplier<EnvironmentDomain> domain,
      InfraModel model,
      EnvironmentRecord environment,
      StepTiming timing,
      EventLog events)
      throws InterruptedException {
    if (!model.beta9().managedCertificate()) {
      return;
    }
    EnvironmentDomain managed = domain.get();
    CertificateStatusReport report = managed.ensureCertificate();
    for (int poll = 0; poll < RECORD_POLLS && report.record().isEmpty(); poll++) {
      timing.pause(POLL_INTERVAL);
      report = managed.status(report.arn());
    }
    publish(report, environment);
    if (!report.isIssued()) {
      events.append(
          new EventData.CertificateRequested(
              model.beta9().domain(), report.missingRecord().map(Object::toString).orElse(null)));
    }
  }

  private static void publish(CertificateStatusReport report, EnvironmentRecord environment) {
    ObjectNode outputs = JsonNodeFactory.instance.objectNode();
    outputs.put(
        Beta9Connection.CERTIFICATE_RECORD_OUTPUT,
        report.missingRecord().map(Object::toString).orElse(""));
    environment.mergeOutputs(outputs);
  }

  /**
   * Waits until the certificate is issued.
   *
   * @throws FailureException {@code certificate-not-issued} or {@code certificate-not-validated}
   */
  void await(
      Supplier<EnvironmentDomain> domain,
      InfraModel model,
      EnvironmentRecord environment,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    if (!model.beta9().managedCertificate()) {
      return;
    }
    EnvironmentDomain managed = domain.get();
    Instant deadline = timing.clock().instant().plus(timing.deadline());
    CertificateStatusReport report = managed.ensureCertificate();
    String shown = "";
    while (report.state() == CertificateStatusReport.State.PENDING) {
      String waiting =
          report
              .missingRecord()
              .map(record -> "waiting for the DNS record " + record)
              .orElse("waiting for ACM to issue the certificate");
      if (!waiting.equals(shown)) {
        log.append(LOG_STREAM, waiting);
        timing.waitingFor(waiting.replaceFirst("^waiting for ", ""));
        publish(report, environment);
        shown = waiting;
      }
      if (!timing.clock().instant().isBefore(deadline)) {
        throw new FailureException(notValidated(model, report));
      }
      timing.pause(POLL_INTERVAL);
      report = managed.status(report.arn());
    }
    publish(report, environment);
    if (!report.isIssued()) {
      throw new FailureException(
          Failure.of(FailureCode.CERTIFICATE_NOT_ISSUED)
              .about(model.beta9().domain())
              .with(FailureParameter.ENVIRONMENT, model.environmentId())
              .with(FailureParameter.REPORTED, report.reason()));
    }
  }

  private static Failure notValidated(InfraModel model, CertificateStatusReport report) {
    return Failure.of(FailureCode.CERTIFICATE_NOT_VALIDATED)
        .about(model.beta9().domain())
        .with(FailureParameter.ENVIRONMENT, model.environmentId())
        .with(FailureParameter.RECORD, record(report));
  }

  private static @Nullable String record(CertificateStatusReport report) {
    return report.record().map(Object::toString).orElse(null);
  }

  /** Returns the model with the certificate that was issued for it. */
  static InfraModel withCertificate(Supplier<EnvironmentDomain> domain, InfraModel model) {
    if (!model.beta9().managedCertificate()) {
      return model;
    }
    Optional<String> issued = domain.get().issuedCertificate();
    return model.withCertificate(
        issued.orElseThrow(
            () ->
                new FailureException(
                    Failure.of(FailureCode.CERTIFICATE_NOT_VALIDATED)
                        .about(model.beta9().domain())
                        .with(FailureParameter.ENVIRONMENT, model.environmentId()))));
  }

  /**
   * Makes the domain refer to the load balancer, waits until all name servers answer so, and
   * removes what an earlier domain had. Without a certificate, removes what there was with one.
   *
   * @throws FailureException {@code aws-unavailable} if the record was not published in time
   */
  void pointTo(
      Supplier<EnvironmentDomain> domain,
      InfraModel model,
      EnvironmentRecord environment,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    JsonNode outputs = environment.current().outputs().toTree();
    SortedSet<String> domains = domains(outputs);
    boolean exists = false;
    List<String> inUse = List.of();
    if (model.beta9().hasCertificate()) {
      boolean known =
          domains.contains(model.beta9().domain())
              && outputs.path(Beta9Connection.DOMAIN_RECORD_OUTPUT).asBoolean(false);
      // Before the record is created: whatever happens then, an update or a destroy finds it.
      domains.add(model.beta9().domain());
      environment.mergeOutputs(domainsOutput(domains));
      String loadBalancer = outputs.path(Beta9Connection.LOAD_BALANCER_OUTPUT).asString("");
      RecordStatus record =
          domain
              .get()
              .pointTo(
                  loadBalancer,
                  known,
                  () ->
                      environment.mergeOutputs(
                          JsonNodeFactory.instance
                              .objectNode()
                              .put(Beta9Connection.DOMAIN_RECORD_OUTPUT, false)));
      awaitInSync(domain.get(), record, model, timing);
      exists = record.exists();
      log.append(
          LOG_STREAM,
          exists
              ? model.beta9().domain() + " refers to the load balancer"
              : "create the DNS record " + model.beta9().domain() + " CNAME " + loadBalancer);
      inUse = domain.get().removeObsolete();
      domains.remove(model.beta9().domain());
      domains.forEach(domain.get()::removeRecord);
      domains.clear();
      domains.add(model.beta9().domain());
    } else if (hadCertificate(outputs)) {
      inUse = domain.get().removeAll();
      domains.forEach(domain.get()::removeRecord);
      domains.clear();
    }
    environment.mergeOutputs(
        domainsOutput(domains).put(Beta9Connection.DOMAIN_RECORD_OUTPUT, exists));
    if (!inUse.isEmpty()) {
      log.append(LOG_STREAM, "certificates that are no longer needed are still in use: " + inUse);
    }
  }

  private static void awaitInSync(
      EnvironmentDomain domain, RecordStatus record, InfraModel model, StepTiming timing)
      throws InterruptedException {
    Instant deadline = timing.clock().instant().plus(timing.deadline());
    for (String change : record.changes()) {
      while (!domain.isInSync(change)) {
        timing.waitingFor("Route 53 to publish the record of " + model.beta9().domain());
        if (!timing.clock().instant().isBefore(deadline)) {
          throw new FailureException(
              Failure.of(
                      FailureCode.AWS_UNAVAILABLE,
                      "Publishing the record of " + model.beta9().domain())
                  .with(
                      FailureParameter.REPORTED, "Route 53: the change " + change + " is PENDING"));
        }
        timing.pause(POLL_INTERVAL);
      }
    }
  }

  /** An update may have removed the certificate from the model, but not yet from the account. */
  private static boolean hadCertificate(JsonNode outputs) {
    return outputs.has(Beta9Connection.CERTIFICATE_RECORD_OUTPUT)
        || !domains(outputs).isEmpty()
        || outputs.path(Beta9Connection.DOMAIN_RECORD_OUTPUT).asBoolean(false);
  }

  /** Returns the domains that may have a record, also earlier ones. */
  private static SortedSet<String> domains(JsonNode outputs) {
    SortedSet<String> domains = new TreeSet<>();
    outputs.path(Beta9Connection.DOMAINS_OUTPUT).forEach(name -> domains.add(name.asString("")));
    return domains;
  }

  private static ObjectNode domainsOutput(Set<String> domains) {
    ObjectNode outputs = JsonNodeFactory.instance.objectNode();
    domains.forEach(outputs.putArray(Beta9Connection.DOMAINS_OUTPUT)::add);
    return outputs;
  }

  /**
   * Deletes the certificates and records of the environment.
   *
   * @throws FailureException {@code resource-in-use} if a certificate is still in use
   */
  void remove(
      Supplier<EnvironmentDomain> domain,
      InfraModel model,
      EnvironmentRecord environment,
      StepTiming timing)
      throws InterruptedException {
    JsonNode outputs = environment.current().outputs().toTree();
    if (!model.beta9().hasCertificate() && !hadCertificate(outputs)) {
      return;
    }
    domains(outputs).forEach(domain.get()::removeRecord);
    List<String> inUse = domain.get().removeAll();
    for (int poll = 0; poll < REMOVAL_POLLS && !inUse.isEmpty(); poll++) {
      timing.pause(POLL_INTERVAL);
      inUse = domain.get().removeAll();
    }
    if (!inUse.isEmpty()) {
      throw new FailureException(
          Failure.of(FailureCode.RESOURCE_IN_USE, "Deleting the certificate")
              .about(inUse.getFirst()));
    }
  }
}
