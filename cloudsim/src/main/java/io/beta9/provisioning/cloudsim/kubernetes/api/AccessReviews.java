package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code SelfSubjectReview} and {@code SelfSubjectAccessReview} requests. Every
 * authenticated caller is allowed everything.
 */
final class AccessReviews {
  private AccessReviews() {}

  /** Returns the response to a review request, or empty if the request is not one. */
  static Optional<ObjectNode> review(String path, HttpRequest request, String user) {
    if (!request.method().equals("POST")) {
      return Optional.empty();
    }
    return switch (path) {
      case "/apis/authentication.k8s.io/v1/selfsubjectreviews" -> {
        ObjectNode review = Json.object();
        review.put("kind", "SelfSubjectReview").put("apiVersion", "authentication.k8s.io/v1");
        ObjectNode info = Json.ensureObject(review, "status.userInfo");
        info.put("username", user).putArray("groups").add("system:authenticated");
        yield Optional.of(review);
      }
      case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" -> {
        ObjectNode review = Json.object();
        review.put("kind", "SelfSubjectAccessReview");
        review.put("apiVersion", "authorization.k8s.io/v1");
        review.set("spec", ApiServer.readBody(request).path("spec"));
        review.putObject("status").put("allowed", true);
        yield Optional.of(review);
      }
      default -> Optional.empty();
    };
  }
}
