package io.beta9.provisioning.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing but {@link AwsPartition} contains the name of a partition in an ARN or the suffix of a
 * host name: the code, the module and the charts that create something in a customer's account.
 */
class PartitionLiteralsTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> PLACES =
      List.of(
          "service/src/main/java",
          "service/src/main/resources/terraform",
          "helm-runner/src/main",
          "deploy/charts/beta9/templates",
          "deploy/charts/baseline/templates");

  private static final Pattern ARN = Pattern.compile("arn:aws(?![a-z{\\[-])");
  private static final Pattern HOST = Pattern.compile("amazonaws\\.com");

  /** What is the same in all partitions, although it looks like a host name. */
  private static final Pattern SAME_EVERYWHERE =
      Pattern.compile(
          String.join(
              "|",
              // Keys of labels, annotations and tags of Kubernetes.
              "(eks|(cluster|node)\\.k8s|k8s)\\.amazonaws\\.com(/[a-zA-Z_-]+|\")",
              // Service principals; the asterisk permits the suffix of any partition.
              "\"(autoscaling|ec2|eks|eks-nodegroup|elasticache|elasticloadbalancing|rds|"
                  + "servicequotas|vpc-flow-logs)\\.amazonaws\\.com\\*?\"",
              // The audience of the tokens of service accounts.
              "\"sts\\.amazonaws\\.com\"",
              // Patterns of the permission policies, for the hosts of any partition.
              "\"(ecr|eks|elasticache|rds|secretsmanager)\\.\\*\\.amazonaws\\.com\\*\"",
              "oidc-provider/oidc\\.eks\\.\\{region\\}\\.amazonaws\\.com\\*",
              "\\(\\*\\.amazonaws\\.com\\)",
              // The names of gateway endpoints.
              "\"com\\.amazonaws\\.\\$\\{var\\.region\\}"));

  @Test
  void finds_no_arn_or_host_name_of_one_partition() throws IOException {
    List<String> found = new ArrayList<>();
    for (String place : PLACES) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(place))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          if (!file.endsWith("partition/AwsPartition.java")) {
            found.addAll(literals(PROJECT.relativize(file).toString(), Files.readString(file)));
          }
        }
      }
    }

    assertThat(found).isEmpty();
  }

  @Test
  void recognizes_what_works_in_one_partition_only() {
    assertThat(literals("X.java", "String arn = \"arn:aws:iam::\" + account;")).hasSize(1);
    assertThat(literals("x.tf", "Resource = \"arn:aws:s3:::${var.bucket}\"")).hasSize(1);
    assertThat(literals("X.java", "\"https://sts.\" + region + \".amazonaws.com/\"")).hasSize(1);
    assertThat(literals("x.tf", "\"s3.${var.region}.amazonaws.com\"")).hasSize(1);
    assertThat(literals("x.tf", "Principal = { Service = \"logs.amazonaws.com\" }")).hasSize(1);
    assertThat(literals("x.tpl", "https://s3.%s.amazonaws.com")).hasSize(1);

    assertThat(literals("x.tf", "Principal = { Service = \"ec2.amazonaws.com\" }")).isEmpty();
    assertThat(literals("x.yaml", "eks.amazonaws.com/role-arn: {{ $role | quote }}")).isEmpty();
    assertThat(literals("X.java", "Pattern.compile(\"arn:aws[a-z-]*:iam::\")")).isEmpty();
  }

  private static List<String> literals(String file, String text) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String rest = SAME_EVERYWHERE.matcher(line).replaceAll("");
      if (ARN.matcher(rest).find() || HOST.matcher(rest).find()) {
        found.add(file + ":" + number + ": " + line.strip());
      }
    }
    return found;
  }
}
