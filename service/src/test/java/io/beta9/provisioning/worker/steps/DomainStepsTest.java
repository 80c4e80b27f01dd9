package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.domain.Route53Domain;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.acm.CertificateUses;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * The steps of a domain, whose zone is in the account in some tests only. No time passes: pauses
 * are counted.
 */
class DomainStepsTest {
  private static final String DOMAIN = "beta9.demo.example";
  private static final String MARK = "_beta9-domain.";
  private static final String ARN =
      "arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a";

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final InfraModel model = model("managed");
  private final DomainSteps steps = new DomainSteps();
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final ManualTiming timing = new ManualTiming();
  private final List<EventData> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  private static InfraModel model(String certificate) {
    return model(certificate, DOMAIN);
  }

  private static InfraModel model(String certificate, String domain) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("certificate_arn", certificate).put("domain", domain);
    return InfraModelJson.fromJson(tree.toString());
  }

  /** Returns the only certificate as ACM shows it. */
  private CertificateDetail certificate() {
    AcmClient acm = cloud.owner().acm();
    String arn = acm.listCertificates().certificateSummaryList().getFirst().certificateArn();
    return acm.describeCertificate(r -> r.certificateArn(arn)).certificate();
  }

  private String validationRecord() {
    ResourceRecord record = certificate().domainValidationOptions().getFirst().resourceRecord();
    return record.name().replaceFirst("\\.$", "")
        + " CNAME "
        + record.value().replaceFirst("\\.$", "");
  }

  private EnvironmentDomain domain() {
    return new Route53Domain(cloud.session(), model, () -> {});
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

  /** Calls an action after this number of pauses. */
  private void afterPauses(int number, Runnable action) {
    AtomicInteger pauses = new AtomicInteger();
    timing.onPause(
        () -> {
          if (pauses.incrementAndGet() == number) {
            action.run();
          }
        });
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
  void removes_the_record_of_an_earlier_domain_together_with_a_given_certificate()
      throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    assertThat(records(zone)).containsExactlyInAnyOrder(DOMAIN + ".", MARK + DOMAIN + ".");

    pointTo(internal("beta9.other.example"));

    assertThat(records(zone)).isEmpty();
    assertThat(environment.outputs().path("domains_with_record")).isEmpty();
  }

  @Test
  void moves_the_record_when_the_domain_changes_and_the_given_certificate_remains()
      throws Exception {
    String zone = createZone();
    pointTo(model(ARN));

    String other = "other.demo.example";
    pointTo(model(ARN, other));

    assertThat(records(zone)).containsExactlyInAnyOrder(other + ".", MARK + other + ".");
    assertThat(environment.outputs().path("domains_with_record").toString())
        .isEqualTo("[\"" + other + "\"]");
  }

  /** The record of the earlier domain exists, but not the output that is written after it. */
  @Test
  void finds_a_record_whose_creation_was_interrupted() throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    environment.outputs().remove("domain_record_exists");

    InfraModel changed = internal("beta9.other.example");
    steps.remove(() -> domain(changed), changed, environment, timing);

    assertThat(records(zone)).isEmpty();
  }

  @Test
  void names_the_domain_before_its_record_is_created() {
    InfraModel given = model(ARN);
    environment.outputs().put("load_balancer_hostname", "none.elb.us-east-1.amazonaws.com");

    assertThatThrownBy(
            () ->
                steps.pointTo(
                    () -> {
                      throw new IllegalStateException("killed");
                    },
                    given,
                    environment,
                    timing,
                    (stream, text) -> log.add(text)))
        .hasMessage("killed");

    assertThat(environment.outputs().path("domains_with_record").toString()).contains(DOMAIN);
  }

  @Test
  void keeps_the_record_of_another_owner_at_an_earlier_domain() throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    cloud
        .owner()
        .route53()
        .changeResourceRecordSets(
            r ->
                r.hostedZoneId(zone)
                    .changeBatch(
                        b ->
                            b.changes(
                                Change.builder()
                                    .action(ChangeAction.DELETE)
                                    .resourceRecordSet(record(zone, MARK + DOMAIN + "."))
                                    .build())));

    pointTo(internal("beta9.other.example"));

    assertThat(records(zone)).containsExactly(DOMAIN + ".");
  }

  /** No time passes in the simulated cloud: the rule ends the propagation. */
  private void delayPropagation() {
    cloud
        .sim()
        .faultRules()
        .add(new FaultRule.Latency(Route53Service.PROPAGATION, Duration.ofHours(1)));
  }

  @Test
  void waits_until_all_name_servers_answer_with_the_record_of_the_domain() throws Exception {
    createZone();
    delayPropagation();
    afterPauses(
        3,
        () -> {
          assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isFalse();
          cloud.sim().faultRules().clear();
        });

    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(30));
    assertThat(timing.reasons()).containsOnly("Route 53 to publish the record of " + DOMAIN);
    assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isTrue();
  }

  /** The worker ends, or the response is lost, after the record was written. */
  @Test
  void a_retry_waits_for_a_record_that_was_written_before_and_is_not_published() throws Exception {
    createZone();
    delayPropagation();
    assertThatThrownBy(() -> pointTo(model(ARN)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.AWS_UNAVAILABLE);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get()
                  .asString()
                  .matches("Route 53: the change C[0-9A-Z]+ is PENDING");
            });
    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(10));

    afterPauses(1, cloud.sim().faultRules()::clear);
    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(10).plusSeconds(10));
    assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isTrue();
  }

  @Test
  void a_published_record_is_not_written_again() throws Exception {
    createZone();
    pointTo(model(ARN));
    delayPropagation();

    pointTo(model(ARN));

    assertThat(timing.elapsed()).isZero();
  }

  /** A change that was begun, as by another load balancer, makes the earlier knowledge void. */
  @Test
  void a_record_that_an_interrupted_change_wrote_is_waited_for() throws Exception {
    createZone();
    pointTo(model(ARN));
    String first =
        cloud.owner().elbv2().describeLoadBalancers().loadBalancers().getFirst().loadBalancerArn();
    cloud.owner().elbv2().deleteLoadBalancer(r -> r.loadBalancerArn(first));
    cloud
        .owner()
        .elbv2()
        .createLoadBalancer(r -> r.name("second").type("network").scheme("internet-facing"));
    delayPropagation();
    timing.onPause(
        () -> {
          throw new IllegalStateException("killed");
        });
    assertThatThrownBy(() -> pointTo(model(ARN))).hasMessage("killed");
    Duration killed = timing.elapsed();

    afterPauses(1, cloud.sim().faultRules()::clear);
    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(killed.plusSeconds(10));
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

  private void pointTo(InfraModel of) throws InterruptedException {
    environment.outputs().put("load_balancer_hostname", balancer());
    steps.pointTo(() -> domain(of), of, environment, timing, (stream, text) -> log.add(text));
  }

  private String balancer() {
    var balancers = cloud.owner().elbv2().describeLoadBalancers().loadBalancers();
    return balancers.isEmpty()
        ? cloud
            .owner()
            .elbv2()
            .createLoadBalancer(r -> r.name("balancer").type("network").scheme("internet-facing"))
            .loadBalancers()
            .getFirst()
            .dnsName()
        : balancers.getFirst().dnsName();
  }

  private String createZone() {
    return cloud
        .owner()
        .route53()
        .createHostedZone(r -> r.name("demo.example.").callerReference("demo"))
        .hostedZone()
        .id();
  }

  private List<String> records(String zone) {
    return sets(zone).stream().map(ResourceRecordSet::name).toList();
  }

  private ResourceRecordSet record(String zone, String name) {
    return sets(zone).stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow();
  }

  private List<ResourceRecordSet> sets(String zone) {
    return cloud
        .owner()
        .route53()
        .listResourceRecordSets(r -> r.hostedZoneId(zone))
        .resourceRecordSets()
        .stream()
        .filter(set -> set.type() != RRType.NS && set.type() != RRType.SOA)
        .toList();
  }

  private static InfraModel internal(String name) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("domain", name);
    return InfraModelJson.fromJson(tree.toString());
  }

  private EnvironmentDomain domain(InfraModel of) {
    return new Route53Domain(cloud.session(), of, () -> {});
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
