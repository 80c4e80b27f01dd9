package io.beta9.provisioning.aws.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.domain.CertificateStatusReport;
import io.beta9.provisioning.provider.domain.DnsRecord;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import tools.jackson.databind.node.ObjectNode;

/** The domain of an environment in a simulated account, with the permissions of the onboarding. */
class Route53DomainTest {
  private static final String DOMAIN = "beta9.demo.example";

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession owner = cloud.owner();
  private final EnvironmentDomain domain = domainOf(model(DOMAIN));

  @AfterEach
  void close() {
    cloud.close();
  }

  private static InfraModel model(String domain) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("domain", domain).put("certificate_arn", "managed");
    return InfraModelJson.fromJson(tree.toString());
  }

  private EnvironmentDomain domainOf(InfraModel model) {
    return new Route53Domain(cloud.session(), model, () -> {});
  }

  private String createZone(String name) {
    return owner
        .route53()
        .createHostedZone(r -> r.name(name).callerReference(name))
        .hostedZone()
        .id();
  }

  private List<String> records(String zone) {
    return owner
        .route53()
        .listResourceRecordSets(r -> r.hostedZoneId(zone))
        .resourceRecordSets()
        .stream()
        .filter(set -> set.type() != RRType.NS && set.type() != RRType.SOA)
        .map(set -> set.typeAsString() + " " + set.name())
        .toList();
  }

  private void createRecord(String zone, String name, String address) {
    createRecord(zone, name, RRType.A, address);
  }

  private void createRecord(String zone, String name, RRType type, String value) {
    change(
        zone,
        ChangeAction.CREATE,
        ResourceRecordSet.builder()
            .name(name)
            .type(type)
            .ttl(60L)
            .resourceRecords(v -> v.value(value))
            .build());
  }

  private void change(String zone, ChangeAction action, ResourceRecordSet set) {
    owner
        .route53()
        .changeResourceRecordSets(
            r ->
                r.hostedZoneId(zone)
                    .changeBatch(
                        b ->
                            b.changes(
                                Change.builder().action(action).resourceRecordSet(set).build())));
  }

  private boolean pointTo(String loadBalancer) {
    return domain.pointTo(loadBalancer, false, () -> {}).exists();
  }

  private String createLoadBalancer() {
    return createLoadBalancer("balancer");
  }

  private String createLoadBalancer(String name) {
    return owner
        .elbv2()
        .createLoadBalancer(r -> r.name(name).type("network").scheme("internet-facing"))
        .loadBalancers()
        .getFirst()
        .dnsName();
  }

  @Test
  void issues_a_certificate_by_a_record_in_the_closest_zone_of_the_account() {
    String parent = createZone("example.");
    String zone = createZone("demo.example.");
    delegate(parent, "demo.example.", nameServer(zone));

    CertificateStatusReport first = domain.ensureCertificate();
    CertificateStatusReport second = domain.ensureCertificate();

    assertThat(second.arn()).isEqualTo(first.arn());
    assertThat(second.isIssued()).isTrue();
    assertThat(domain.issuedCertificate()).contains(first.arn());
    assertThat(records(zone))
        .hasSize(2)
        .anyMatch(record -> record.startsWith("CNAME _"))
        .contains("TXT _beta9-certificate." + DOMAIN + ".");
    assertThat(records(parent)).isEmpty();
  }

  /** The zone of the account answers for the parent, and another provider for the domain. */
  @Test
  void names_the_record_when_the_account_delegates_the_domain_to_another_provider() {
    String zone = createZone("demo.example.");
    delegate(zone, DOMAIN, "ns1.other-provider.example.");

    CertificateStatusReport pending = domain.ensureCertificate();

    assertThat(pending.missingRecord()).isPresent();
    assertThat(pointTo(createLoadBalancer())).isFalse();
    assertThat(records(zone)).isEmpty();
    cloud.sim().inspect(store -> publish(store, pending.record().orElseThrow()));
    assertThat(domain.status(pending.arn()).isIssued()).isTrue();
  }

  @Test
  void uses_the_zone_of_the_parent_when_that_of_the_domain_is_not_delegated() {
    createZone("demo.example.");
    createZone(DOMAIN);

    assertThat(domain.ensureCertificate().missingRecord()).isEmpty();
    assertThat(domain.ensureCertificate().isIssued()).isTrue();

    pointTo(createLoadBalancer());
    domain.removeAll();
    assertThat(allRecords()).isEmpty();
  }

  /** Only the name servers of the parent tell which of two zones of one name answers. */
  @Test
  void creates_the_records_in_each_zone_of_the_name() {
    createZone("demo.example.");
    owner.route53().createHostedZone(r -> r.name("demo.example.").callerReference("second"));

    domain.ensureCertificate();
    assertThat(domain.ensureCertificate().isIssued()).isTrue();

    assertThat(pointTo(createLoadBalancer())).isTrue();
    assertThat(allRecords()).hasSize(8);
    domain.removeAll();
    assertThat(allRecords()).isEmpty();
  }

  @Test
  void uses_the_public_zone_beside_a_private_one_of_the_same_name() {
    createPrivateZone();
    String zone = createZone("demo.example.");

    domain.ensureCertificate();

    assertThat(domain.ensureCertificate().isIssued()).isTrue();
    assertThat(records(zone)).hasSize(2);
  }

  @Test
  void creates_the_record_of_the_domain_again_when_it_was_deleted() {
    String zone = createZone("demo.example.");
    String host = createLoadBalancer();
    pointTo(host);
    delete(zone, "A");

    assertThat(pointTo(host)).isTrue();
    assertThat(records(zone)).contains("A " + DOMAIN + ".");
  }

  @Test
  void follows_a_load_balancer_that_was_created_again() {
    String zone = createZone("demo.example.");
    pointTo(createLoadBalancer());
    String next = createLoadBalancer("next");

    assertThat(pointTo(next)).isTrue();

    assertThat(target(zone)).startsWith(next);
    domain.removeAll();
    assertThat(records(zone)).isEmpty();
  }

  /** The customer moves the domain to another system, and destroys the environment later. */
  @Test
  void keeps_a_record_that_was_changed_after_its_creation() {
    String zone = createZone("demo.example.");
    pointTo(createLoadBalancer());
    delete(zone, "A");
    createRecord(zone, DOMAIN, "192.0.2.7");

    domain.removeAll();

    assertThat(records(zone)).containsExactly("A " + DOMAIN + ".");
  }

  @Test
  void keeps_the_record_of_a_domain_that_was_moved_to_another_environment() {
    String zone = createZone("demo.example.");
    pointTo(createLoadBalancer());
    String next = createLoadBalancer("next");
    delete(zone, "A");
    createAlias(zone, next);

    domain.removeAll();

    assertThat(target(zone)).startsWith(next);
    assertThat(records(zone)).containsExactly("A " + DOMAIN + ".");
  }

  @Test
  void accepts_a_canonical_name_that_the_customer_has_created_for_the_load_balancer() {
    String zone = createZone("demo.example.");
    String host = createLoadBalancer();
    createRecord(zone, DOMAIN, RRType.CNAME, host);

    assertThat(pointTo(host)).isTrue();
    domain.removeAll();

    assertThat(records(zone)).containsExactly("CNAME " + DOMAIN + ".");
  }

  @Test
  void creates_the_record_of_the_validation_again_for_the_renewal() {
    String zone = createZone("demo.example.");
    domain.ensureCertificate();
    assertThat(domain.ensureCertificate().isIssued()).isTrue();
    delete(zone, "CNAME");

    assertThat(domain.ensureCertificate().isIssued()).isTrue();
    assertThat(records(zone)).anyMatch(record -> record.startsWith("CNAME _"));
  }

  /** ACM demands the same record for all certificates of an account for a domain. */
  @Test
  void keeps_the_record_of_the_validation_while_another_environment_has_a_certificate() {
    String zone = createZone("demo.example.");
    domain.ensureCertificate();
    EnvironmentDomain second =
        domainOf(
            InfraModelJson.fromJson(
                InfraModelJson.toTree(model(DOMAIN))
                    .toString()
                    .replace(model(DOMAIN).environmentId(), "env_00000000000b")));
    second.ensureCertificate();

    domain.removeAll();

    assertThat(records(zone))
        .anyMatch(record -> record.startsWith("CNAME _"))
        .contains("TXT _beta9-certificate." + DOMAIN + ".");
    second.removeAll();
    assertThat(records(zone)).isEmpty();
  }

  @Test
  void replaces_a_certificate_whose_validation_timed_out() {
    CertificateStatusReport first = domain.ensureCertificate();
    cloud
        .sim()
        .faultRules()
        .add(new FaultRule.Condition(AcmService.FAILS, DOMAIN, "VALIDATION_TIMED_OUT"));
    assertThat(domain.status(first.arn()).reason()).isEqualTo("VALIDATION_TIMED_OUT");
    cloud.sim().faultRules().clear();

    CertificateStatusReport next = domain.ensureCertificate();

    assertThat(next.state()).isEqualTo(CertificateStatusReport.State.PENDING);
    assertThat(next.arn()).isNotEqualTo(first.arn());
  }

  private void delegate(String zone, String name, String server) {
    createRecord(zone, name, RRType.NS, server);
  }

  private String nameServer(String zone) {
    return sets(zone, RRType.NS).getFirst().resourceRecords().getFirst().value();
  }

  private String target(String zone) {
    return sets(zone, RRType.A).getFirst().aliasTarget().dnsName();
  }

  private List<ResourceRecordSet> sets(String zone, RRType type) {
    return owner
        .route53()
        .listResourceRecordSets(r -> r.hostedZoneId(zone))
        .resourceRecordSets()
        .stream()
        .filter(set -> set.type() == type)
        .toList();
  }

  private List<String> allRecords() {
    return owner.route53().listHostedZones().hostedZones().stream()
        .flatMap(zone -> records(zone.id()).stream())
        .toList();
  }

  private void createPrivateZone() {
    owner
        .route53()
        .createHostedZone(
            r ->
                r.name("demo.example.")
                    .callerReference("private")
                    .vpc(v -> v.vpcId("vpc-1").vpcRegion("us-east-1")));
  }

  private void delete(String zone, String type) {
    change(zone, ChangeAction.DELETE, sets(zone, RRType.fromValue(type)).getFirst());
  }

  private void createAlias(String zone, String host) {
    change(
        zone,
        ChangeAction.CREATE,
        ResourceRecordSet.builder()
            .name(DOMAIN)
            .type(RRType.A)
            .aliasTarget(
                t -> t.dnsName(host).hostedZoneId("Z26RNL4JYFTOTI").evaluateTargetHealth(true))
            .build());
  }

  @Test
  void names_the_record_that_the_customer_has_to_create() {
    CertificateStatusReport pending = domain.ensureCertificate();

    assertThat(pending.state()).isEqualTo(CertificateStatusReport.State.PENDING);
    DnsRecord record = pending.missingRecord().orElseThrow();
    cloud.sim().inspect(store -> publish(store, record));

    CertificateStatusReport issued = domain.status(pending.arn());
    assertThat(issued.isIssued()).isTrue();
    assertThat(issued.missingRecord()).isEmpty();
  }

  private static boolean publish(
      io.beta9.provisioning.cloudsim.state.StateStore store, DnsRecord record) {
    new PublicDns(store).publish(record.name(), record.value());
    return true;
  }

  @Test
  void replaces_a_certificate_that_was_refused() {
    cloud.sim().faultRules().add(new FaultRule.Condition(AcmService.FAILS, DOMAIN, ""));
    CertificateStatusReport failed = domain.ensureCertificate();
    assertThat(failed.state()).isEqualTo(CertificateStatusReport.State.FAILED);
    assertThat(failed.reason()).isEqualTo("CAA_ERROR");

    cloud.sim().faultRules().clear();
    CertificateStatusReport next = domain.ensureCertificate();
    assertThat(next.arn()).isNotEqualTo(failed.arn());
    assertThat(owner.acm().listCertificates().certificateSummaryList()).hasSize(1);
  }

  @Test
  void points_the_domain_to_the_load_balancer_and_removes_only_its_own_records() {
    String zone = createZone("demo.example.");
    String host = createLoadBalancer();
    domain.ensureCertificate();

    assertThat(pointTo(host)).isTrue();
    assertThat(pointTo(host)).isTrue();
    assertThat(records(zone)).contains("A " + DOMAIN + ".", "TXT _beta9-domain." + DOMAIN + ".");

    assertThat(domain.removeAll()).isEmpty();
    assertThat(records(zone)).isEmpty();
    assertThat(owner.acm().listCertificates().certificateSummaryList()).isEmpty();
  }

  @Test
  void does_not_change_the_record_of_another_owner() {
    String zone = createZone("demo.example.");
    createRecord(zone, DOMAIN, "192.0.2.1");
    String host = createLoadBalancer();

    assertThat(pointTo(host)).isFalse();
    domain.removeAll();

    assertThat(records(zone)).containsExactly("A " + DOMAIN + ".");
  }

  @Test
  void ignores_a_private_zone() {
    createPrivateZone();
    assertThat(domain.ensureCertificate().missingRecord()).isPresent();
  }

  @Test
  void removes_the_certificate_of_an_earlier_domain() {
    String zone = createZone("demo.example.");
    domain.ensureCertificate();
    pointTo(createLoadBalancer());

    EnvironmentDomain changed = domainOf(model("other.demo.example"));
    String arn = changed.ensureCertificate().arn();
    assertThat(changed.removeObsolete()).isEmpty();

    assertThat(owner.acm().listCertificates().certificateSummaryList())
        .extracting(summary -> summary.certificateArn())
        .containsExactly(arn);
    assertThat(records(zone))
        .noneMatch(record -> record.contains(DOMAIN) && !record.contains("other."));
  }

  @Test
  void writes_nothing_without_the_claim() {
    EnvironmentDomain lost =
        new Route53Domain(
            cloud.session(),
            model(DOMAIN),
            () -> {
              throw new IllegalStateException("the claim is lost");
            });
    assertThatThrownBy(lost::ensureCertificate).hasMessageContaining("the claim is lost");
    assertThat(owner.acm().listCertificates().certificateSummaryList()).isEmpty();
  }
}
