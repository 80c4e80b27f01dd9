package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.aws.domain.Route53Domain;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import tools.jackson.databind.node.ObjectNode;

/** The steps of the domain in a simulated account. */
abstract class DomainStepsScenario {
  static final String DOMAIN = "beta9.demo.example";
  final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  final InfraModel model = model("managed");
  final DomainSteps steps = new DomainSteps();
  final InMemoryEnvironment environment = new InMemoryEnvironment();
  final ManualTiming timing = new ManualTiming();
  final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  static InfraModel model(String certificate) {
    return model(certificate, DOMAIN);
  }

  static InfraModel model(String certificate, String domain) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("certificate_arn", certificate).put("domain", domain);
    return InfraModelJson.fromJson(tree.toString());
  }

  /** Returns the only certificate as ACM shows it. */
  CertificateDetail certificate() {
    AcmClient acm = cloud.owner().acm();
    String arn = acm.listCertificates().certificateSummaryList().getFirst().certificateArn();
    return acm.describeCertificate(r -> r.certificateArn(arn)).certificate();
  }

  EnvironmentDomain domain() {
    return new Route53Domain(cloud.session(), model, () -> {});
  }

  /** Calls an action after this number of pauses. */
  void afterPauses(int number, Runnable action) {
    AtomicInteger pauses = new AtomicInteger();
    timing.onPause(
        () -> {
          if (pauses.incrementAndGet() == number) {
            action.run();
          }
        });
  }

  /** No time passes in the simulated cloud: the rule ends the propagation. */
  void delayPropagation() {
    cloud
        .sim()
        .faultRules()
        .add(new FaultRule.Latency(Route53Service.PROPAGATION, Duration.ofHours(1)));
  }

  void pointTo(InfraModel of) throws InterruptedException {
    environment.outputs().put("load_balancer_hostname", balancer());
    steps.pointTo(() -> domain(of), of, environment, timing, (stream, text) -> log.add(text));
  }

  String balancer() {
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

  String createZone() {
    return cloud
        .owner()
        .route53()
        .createHostedZone(r -> r.name("demo.example.").callerReference("demo"))
        .hostedZone()
        .id();
  }

  ResourceRecordSet record(String zone, String name) {
    return sets(zone).stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow();
  }

  List<ResourceRecordSet> sets(String zone) {
    return cloud
        .owner()
        .route53()
        .listResourceRecordSets(r -> r.hostedZoneId(zone))
        .resourceRecordSets()
        .stream()
        .filter(set -> set.type() != RRType.NS && set.type() != RRType.SOA)
        .toList();
  }

  static InfraModel internal(String name) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("domain", name);
    return InfraModelJson.fromJson(tree.toString());
  }

  EnvironmentDomain domain(InfraModel of) {
    return new Route53Domain(cloud.session(), of, () -> {});
  }
}
