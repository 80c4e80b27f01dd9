package io.beta9.provisioning.tfstate.s3;

import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.stack.ModuleProviders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a state contains that the module cannot have written: resources of other providers, in
 * modules, or of other types. The state is in the customer's account, so everything in it is
 * untrusted. Terraform cannot install another provider in any case ({@link ModuleProviders}); this
 * check names the cause before Terraform fails on it.
 *
 * @param providers the source addresses of the module's providers
 * @param resourceTypes the types of the module's resources
 * @param dataTypes the types of the module's data sources
 */
public record ForeignContent(
    Set<String> providers, Set<String> resourceTypes, Set<String> dataTypes) {
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9_./\\[\\]\"-]{1,120}");

  /** Accepts these types of the providers that may be installed. */
  public static ForeignContent besides(Set<String> resourceTypes, Set<String> dataTypes) {
    return new ForeignContent(Set.copyOf(ModuleProviders.addresses()), resourceTypes, dataTypes);
  }

  /**
   * The property of a resource that shows that the module cannot have written it.
   *
   * @param property which property
   * @param value its value, printable
   */
  public record ForeignResource(FailureParameter property, String value) {}

  /** Returns the first foreign resource; empty if there is none. */
  public Optional<ForeignResource> find(StateDocument state) {
    for (JsonNode resource : state.raw().path("resources")) {
      for (Origin origin : origins(resource)) {
        if (!origin.known()) {
          return Optional.of(new ForeignResource(origin.property(), printable(origin.value())));
        }
      }
    }
    return Optional.empty();
  }

  private record Origin(FailureParameter property, String value, boolean known) {}

  private List<Origin> origins(JsonNode resource) {
    String provider = text(resource, "provider");
    String module = text(resource, "module");
    String type = text(resource, "type");
    return List.of(
        new Origin(FailureParameter.PROVIDER, provider, isOwn(provider)),
        new Origin(FailureParameter.MODULE, module, module.isEmpty()),
        switch (text(resource, "mode")) {
          case "managed" ->
              new Origin(FailureParameter.RESOURCE_TYPE, type, resourceTypes.contains(type));
          case "data" -> new Origin(FailureParameter.DATA_TYPE, type, dataTypes.contains(type));
          default -> new Origin(FailureParameter.MODE, text(resource, "mode"), false);
        });
  }

  private boolean isOwn(String provider) {
    return providers.stream().anyMatch(own -> provider.equals("provider[\"" + own + "\"]"));
  }

  private static String text(JsonNode resource, String field) {
    return resource.path(field).isString() ? resource.path(field).asString() : "";
  }

  private static String printable(String text) {
    return PRINTABLE.matcher(text).matches() ? text : "an unprintable name";
  }
}
