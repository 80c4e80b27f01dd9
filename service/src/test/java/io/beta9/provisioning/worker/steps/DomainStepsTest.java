package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.acm.CertificateUses;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.acm.model.ResourceRecord;

/**
 * The steps of a domain, whose zone is in the account in some tests only. No time passes: pauses
 * are counted.
 */
class DomainStepsTest extends DomainStepsScenario {
  private final List<EventData> events = new ArrayList<>();

  private String validationRecord() {
    ResourceRecord record = certificate().domainValidationOptions().getFirst().resourceRecord();
    return record.name().replaceFirst("\\.$", "")
        + " CNAME "
        + record.value().replaceFirst("\\.$", "");
  }

  @Test
  void publishes_the_record_before_anything_is_created() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.CertificateRequested.class,
            event -> {
              assertThat(event.domain()).isEqualTo(DOMAIN);
              assertThat(event.record()).isEqualTo(validationRecord());
              assertThat(environment.outputs().path("certificate_record").asString(""))
                  .isEqualTo(event.record());
            });
  }

  @Test
  void continues_when_the_customer_has_created_the_record() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    timing.onPause(this::createRecord);

    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));

    assertThat(log).containsExactly("waiting for the DNS record " + validationRecord());
    assertThat(environment.outputs().path("certificate_record").asString("none")).isEmpty();
    assertThat(DomainSteps.withCertificate(this::domain, model).beta9().certificateArn())
        .isEqualTo(certificate().certificateArn());
  }

  private void delayRecords() {
    cloud.sim().faultRules().add(new FaultRule.Latency(AcmService.RECORDS, Duration.ofHours(1)));
  }

  @Test
  void waits_for_the_record_that_acm_does_not_show_immediately() throws Exception {
    delayRecords();
    afterPauses(6, cloud.sim().faultRules()::clear);

    steps.request(this::domain, model, environment, timing, events::add);

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(60));
    assertThat(environment.outputs().path("certificate_record").asString(""))
        .isEqualTo(validationRecord());
  }

  @Test
  void a_record_that_acm_does_not_show_within_a_minute_does_not_delay_the_rest() throws Exception {
    delayRecords();

    steps.request(this::domain, model, environment, timing, events::add);

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(60));
    assertThat(events).containsExactly(new EventData.CertificateRequested(DOMAIN, null));
    assertThat(environment.outputs().path("certificate_record").asString("none")).isEmpty();
  }

  @Test
  void an_issued_certificate_is_not_requested_again() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    createRecord();
    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));
    events.clear();

    steps.request(this::domain, model, environment, timing, events::add);

    assertThat(events).isEmpty();
    assertThat(timing.elapsed()).isZero();
  }

  @Test
  void reports_that_it_waits_for_acm_until_the_certificate_has_the_record() throws Exception {
    delayRecords();
    afterPauses(
        2,
        () -> {
          cloud.sim().faultRules().clear();
          timing.onPause(this::createRecord);
        });

    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));

    assertThat(log)
        .containsExactly(
            "waiting for ACM to issue the certificate",
            "waiting for the DNS record " + validationRecord());
    assertThat(timing.reasons())
        .containsExactly("ACM to issue the certificate", "the DNS record " + validationRecord());
  }

  private String useCertificate() {
    String arn =
        cloud.owner().acm().listCertificates().certificateSummaryList().getFirst().certificateArn();
    uses(uses -> uses.use("balancer", arn));
    return arn;
  }

  private void uses(Consumer<CertificateUses> change) {
    cloud
        .sim()
        .inspect(
            store -> {
              change.accept(
                  CertificateUses.of(store, SimulatedAccount.ACCOUNT, SimulatedAccount.REGION));
              return true;
            });
  }

  @Test
  void a_destroy_waits_until_the_load_balancer_no_longer_uses_the_certificate() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    useCertificate();
    afterPauses(30, () -> uses(uses -> uses.end("balancer")));

    steps.remove(this::domain, model, environment, timing);

    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(5));
    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).isEmpty();
  }

  @Test
  void a_destroy_fails_after_five_minutes_with_the_certificate_that_is_in_use() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    String arn = useCertificate();

    assertThatThrownBy(() -> steps.remove(this::domain, model, environment, timing))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.RESOURCE_IN_USE);
              assertThat(e.failure().subject()).hasToString(arn);
            });
    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void an_update_logs_a_certificate_that_is_no_longer_needed_and_still_in_use() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    String arn = useCertificate();
    InfraModel internal = SimulatedAccount.model();

    steps.pointTo(
        () -> domain(internal), internal, environment, timing, (stream, text) -> log.add(text));

    assertThat(log)
        .containsExactly("certificates that are no longer needed are still in use: [" + arn + "]");
  }

  private void createRecord() {
    String[] record =
        environment.outputs().path("certificate_record").asString("").split(" CNAME ");
    cloud
        .sim()
        .inspect(
            store -> {
              new PublicDns(store).publish(record[0], record[1]);
              return true;
            });
  }

  @Test
  void fails_at_the_deadline_with_the_record_and_continues_on_a_retry() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    String record = environment.outputs().path("certificate_record").asString("");

    assertThatThrownBy(
            () ->
                steps.await(
                    this::domain, model, environment, timing, (stream, text) -> log.add(text)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CERTIFICATE_NOT_VALIDATED);
              assertThat(e.failure().parameters())
                  .containsEntry(FailureParameter.RECORD, record)
                  .containsEntry(FailureParameter.ENVIRONMENT, "env_4f1a2b3c4d5e");
            });
    assertThat(timing.elapsed()).as("the deadline").isEqualTo(Duration.ofMinutes(10));

    createRecord();
    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));
    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).hasSize(1);
  }

  @Test
  void reports_why_a_certificate_is_refused() {
    cloud.sim().faultRules().add(new FaultRule.Condition(AcmService.FAILS, DOMAIN, ""));

    assertThatThrownBy(
            () ->
                steps.await(
                    this::domain, model, environment, timing, (stream, text) -> log.add(text)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CERTIFICATE_NOT_ISSUED);
              assertThat(e.failure().parameter(FailureParameter.REPORTED)).contains("CAA_ERROR");
            });
  }

  @Test
  void removes_a_certificate_that_an_update_has_taken_from_the_model() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    InfraModel internal = SimulatedAccount.model();

    steps.pointTo(
        () -> domain(internal), internal, environment, timing, (stream, text) -> log.add(text));

    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).isEmpty();
    assertThat(environment.outputs().path("domain_record_exists").asBoolean(true)).isFalse();
  }

  @Test
  void a_destroy_removes_a_certificate_that_the_model_no_longer_has() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    InfraModel internal = SimulatedAccount.model();

    steps.remove(() -> domain(internal), internal, environment, timing);

    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).isEmpty();
  }

  @Test
  void a_certificate_is_issued_only_when_its_record_is_published() throws Exception {
    createZone();
    delayPropagation();
    afterPauses(2, cloud.sim().faultRules()::clear);

    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(20));
    assertThat(log).containsExactly("waiting for ACM to issue the certificate");
  }

  @Test
  void calls_nothing_without_a_managed_certificate() throws Exception {
    InfraModel internal = SimulatedAccount.model();
    Supplier<EnvironmentDomain> unused =
        () -> {
          throw new AssertionError("not needed");
        };
    steps.pointTo(unused, internal, environment, timing, (stream, text) -> log.add(text));
    steps.remove(unused, internal, environment, timing);
    assertThat(log).isEmpty();
    steps.request(unused, internal, environment, timing, events::add);
    assertThat(DomainSteps.withCertificate(this::domain, internal)).isSameAs(internal);
    assertThat(events).isEmpty();
  }
}
