package io.beta9.provisioning.aws.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
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
class EnvironmentDomainTest {
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
    return new EnvironmentDomain(cloud.session(), model, () -> {});
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
    owner
        .route53()
        .changeResourceRecordSets(
            r ->
                r.hostedZoneId(zone)
                    .changeBatch(
                        b ->
                            b.changes(
                                Change.builder()
                                    .action(ChangeAction.CREATE)
                                    .resourceRecordSet(
                                        ResourceRecordSet.builder()
                                            .name(name)
                                            .type(RRType.A)
                                            .ttl(60L)
                                            .resourceRecords(v -> v.value(address))
                                            .build())
                                    .build())));
  }

  private String createLoadBalancer() {
    owner.eks();
    return owner
        .elbv2()
        .createLoadBalancer(r -> r.name("balancer").type("network").scheme("internet-facing"))
        .loadBalancers()
        .getFirst()
        .dnsName();
  }

  @Test
  void issues_a_certificate_by_a_record_in_the_closest_zone_of_the_account() {
    createZone("example.");
    String zone = createZone("demo.example.");

    CertificateStatusReport first = domain.ensureCertificate();
    CertificateStatusReport second = domain.ensureCertificate();

    assertThat(second.arn()).isEqualTo(first.arn());
    assertThat(second.isIssued()).isTrue();
    assertThat(domain.issuedCertificate()).contains(first.arn());
    assertThat(records(zone))
        .hasSize(2)
        .anyMatch(record -> record.startsWith("CNAME _"))
        .contains("TXT _beta9-certificate." + DOMAIN + ".");
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

    assertThat(domain.pointTo(host)).isTrue();
    assertThat(domain.pointTo(host)).isTrue();
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

    assertThat(domain.pointTo(host)).isFalse();
    domain.removeAll();

    assertThat(records(zone)).containsExactly("A " + DOMAIN + ".");
  }

  @Test
  void ignores_a_private_zone() {
    owner
        .route53()
        .createHostedZone(
            r ->
                r.name("demo.example.")
                    .callerReference("private")
                    .vpc(v -> v.vpcId("vpc-1").vpcRegion("us-east-1")));
    assertThat(domain.ensureCertificate().missingRecord()).isPresent();
  }

  @Test
  void removes_the_certificate_of_an_earlier_domain() {
    String zone = createZone("demo.example.");
    domain.ensureCertificate();
    domain.pointTo(createLoadBalancer());

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
        new EnvironmentDomain(
            cloud.session(),
            model(DOMAIN),
            () -> {
              throw new IllegalStateException("the claim is lost");
            });
    assertThatThrownBy(lost::ensureCertificate).hasMessageContaining("the claim is lost");
    assertThat(owner.acm().listCertificates().certificateSummaryList()).isEmpty();
  }
}
