package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;

/** AWS Certificate Manager and Route 53. */
final class CertificatePermissions {
  private CertificatePermissions() {}

  static Map<String, PermissionRule> acm() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("ListCertificates", (request, required) -> required.requireOnAny());
    rules.put(
        "RequestCertificate",
        (request, required) -> {
          required.require(request.arn("certificate/*"));
          required.requireTagging("acm:AddTagsToCertificate", request.arn("certificate/*"));
        });
    for (String operation :
        List.of(
            "AddTagsToCertificate",
            "DeleteCertificate",
            "DescribeCertificate",
            "ListTagsForCertificate",
            "RemoveTagsFromCertificate")) {
      rules.put(
          operation,
          (request, required) -> required.require(request.text("certificateArn").orElse("*")));
    }
    return rules;
  }

  static Map<String, PermissionRule> route53() {
    Map<String, PermissionRule> rules = new HashMap<>();
    for (String operation :
        List.of("CreateHostedZone", "ListHostedZones", "ListHostedZonesByName")) {
      rules.put(operation, (request, required) -> required.requireOnAny());
    }
    rules.put(
        "ListResourceRecordSets",
        (request, required) -> required.require(arn(request, "hostedzone", "HostedZoneId")));
    rules.put(
        "DeleteHostedZone",
        (request, required) -> required.require(arn(request, "hostedzone", "Id")));
    rules.put("GetChange", (request, required) -> required.require(arn(request, "change", "Id")));
    rules.put(
        "ChangeResourceRecordSets",
        (request, required) -> {
          List<Change> changes =
              request.as(ChangeResourceRecordSetsRequest.class).changeBatch().changes();
          required.require(
              "route53:ChangeResourceRecordSets",
              arn(request, "hostedzone", "HostedZoneId"),
              Map.of(
                  "route53:ChangeResourceRecordSetsRecordTypes",
                  changes.stream()
                      .map(change -> change.resourceRecordSet().typeAsString())
                      .distinct()
                      .toList(),
                  "route53:ChangeResourceRecordSetsActions",
                  changes.stream().map(Change::actionAsString).distinct().toList()));
        });
    return rules;
  }

  private static String id(AuthorizedRequest request, String member) {
    String id = request.text(member).orElse("*");
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static String arn(AuthorizedRequest request, String type, String field) {
    return request.call().partition().arn("route53", "", "", type + "/" + id(request, field));
  }
}
