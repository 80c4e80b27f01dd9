package io.beta9.provisioning.cloudsim.aws.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionRecordingTest {
  private static String recording(String resource, Map<String, List<String>> context) {
    return PermissionRecording.write(
        List.of(
            new PermissionLog.Entry(
                "role", new RequiredPermission("service:Action", resource, context))),
        "role");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:ec2:us-east-1:1:vpc-flow-log/fl-0fae7f8a9fb37664d,"
        + " arn:aws:ec2:us-east-1:1:vpc-flow-log/fl-08a147b58bcdc2ac1",
    "arn:aws:rds:us-east-1:1:db:db-KRQETASXWZGMTDFHSL2VOPUCYL,"
        + " arn:aws:rds:us-east-1:1:db:db-TQI5VVDVRQAEKVVQPLZD7OZZVY",
    "arn:aws:route53:::hostedzone/ZX34F4YHGDCKUHDHK7DPD,"
        + " arn:aws:route53:::hostedzone/ZP7DWSH24WG4QXUKE6L2W",
    "arn:aws:route53:::change/CJE5OGT6LNCWI53OJ76EV,"
        + " arn:aws:route53:::change/C3BC2VGBVFEJ3PHT6SLDE",
    "arn:aws:ec2:us-east-1:1:vpc/vpc-0fae7f8a9fb37664d,"
        + " arn:aws:ec2:us-east-1:1:vpc/vpc-08a147b58bcdc2ac1"
  })
  void replaces_generated_ids_of_resources(String first, String second) {
    assertThat(recording(first, Map.of())).isEqualTo(recording(second, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "aws:resourcetag/k8s.io/cluster-autoscaler/beta9-de2aac9093d3,"
        + " aws:resourcetag/k8s.io/cluster-autoscaler/beta9-c54b1c56b8e8"
  })
  void replaces_names_of_environments_in_keys_of_tags(String first, String second) {
    assertThat(recording("*", Map.of(first, List.of("owned"))))
        .isEqualTo(recording("*", Map.of(second, List.of("owned"))))
        .contains("cluster-autoscaler/beta9-000000000000");
  }
}
