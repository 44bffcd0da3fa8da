# Golden values of the survey estimates, by R `survey`. Run in this folder: Rscript survey.R
# Writes households.csv (the sample, random but seeded), values.csv and any_table.csv (17 significant digits), which the tests read;
# the tests themselves need no R. Made with R 4.2.2 and survey 4.1.1.
#
# Degrees of freedom. A subset of a design has degf = its own PSUs - its own strata, the rule of TRUTH.md, but only if
# the subset also leaves out households whose answer is missing: so every subset here is "in the domain and answered",
# and svyciprop gets df explicitly. (svyciprop(method = "beta") ignores df and takes degf of the design it is given: the
# same number, for the same reason.)
suppressMessages(library(survey))
options(survey.lonely.psu = "fail")
set.seed(3572)

n_psu <- c("0" = 7, "1" = 6, "2" = 5, "3" = 4)
parts <- list()
for (s in names(n_psu)) for (p in seq_len(n_psu[[s]])) {
  m <- sample(9:16, 1)
  tilt <- rnorm(1, 0, 0.7)
  parts[[length(parts) + 1]] <- data.frame(
    period = "2023", stratum = s, psu = sprintf("%02d", p), psu_in_frame = n_psu[[s]] * 3 + as.integer(s),
    weight = round(20 + 10 * as.integer(s) + runif(m, 0, 9), 3),
    kec = if (s == "3" && p == 4) "E" else sample(c("A", "B", "C", "D"), m, replace = TRUE, prob = c(4, 3, 2, 1)),
    layak = rbinom(m, 1, plogis(1 + tilt)), babs = rbinom(m, 1, 0.03), anggota = rpois(m, 4) + 1,
    rung = sample(c("aman", "layak_sendiri", "belum_layak", "tidak terklasifikasi"), m, TRUE, c(2, 5, 2, 1)))
}
later <- do.call(rbind, parts)
later$layak[sample(nrow(later), 25)] <- NA
later$layak[later$kec == "D"] <- NA                      # a domain nobody answered in
later$babs[later$kec == "B"] <- 0                        # 0 %
later$semua <- ifelse(later$kec == "A", 1, later$layak)  # 100 % in A
earlier <- later[seq(1, nrow(later), by = 2), ]          # an independent, smaller round
earlier$period <- "2018"
earlier$layak <- ifelse(is.na(earlier$layak), NA, rbinom(nrow(earlier), 1, 0.6))
households <- rbind(later, earlier)
write.csv(households, "households.csv", row.names = FALSE, na = "", quote = FALSE)
households <- read.csv("households.csv", colClasses = c(period = "character", stratum = "character", psu = "character"))
later <- households[households$period == "2023", ]

rows <- list()
keep <- function(case, domain, indicator, statistic, value)
  rows[[length(rows) + 1]] <<- data.frame(case, domain, indicator, statistic, value = sprintf("%.17g", as.numeric(value)))

design_of <- function(data, fpc = FALSE, strata = ~stratum, ids = ~psu)
  if (fpc) svydesign(ids = ids, strata = strata, weights = ~weight, fpc = ~psu_in_frame, data = data, nest = TRUE) else
    svydesign(ids = ids, strata = strata, weights = ~weight, data = data, nest = TRUE)

# svyciprop(method = "logit") stops its iterations at glm's epsilon = 1e-8, good to about 1e-8 for a rare answer and not
# to 1e-9: this is its own body with the iterations run to the end. Both are kept.
converged_logit <- function(indicator, part, df) {
  m <- svyglm(reformulate("1", indicator), part, family = quasibinomial, control = list(epsilon = 1e-15, maxit = 100))
  plogis(as.numeric(confint(m, 1, level = 0.95, method = "Wald", ddf = df)))
}

shares <- function(case, design, indicator, interval = TRUE) {
  f <- reformulate(indicator)
  for (k in c("semua", "A", "B", "C", "E")) {
    answered <- !is.na(design$variables[[indicator]]) & (k == "semua" | design$variables$kec == k)
    part <- design[answered, ]
    part$variables$.n <- 1
    m <- svymean(f, part, deff = "replace")
    df <- degf(part)
    keep(case, k, indicator, "n", nrow(part)); keep(case, k, indicator, "df", df)
    keep(case, k, indicator, "value", coef(m))
    total <- svytotal(f, part)
    if (case != "unweighted") keep(case, k, indicator, "total", coef(total))
    if (k == "E") next  # one PSU: R prints an SE of 0 for the share; sanlib prints none
    keep(case, k, indicator, "se", SE(m))
    if (case != "unweighted") keep(case, k, indicator, "total_se", SE(total))
    p <- coef(m)[[1]]
    if (!interval) next
    if (p > 0 && p < 1) {
      keep(case, k, indicator, "deff", deff(m))
      ci <- attr(svyciprop(f, part, method = "logit", df = df), "ci")
      keep(case, k, indicator, "svyciprop_logit_low", ci[1]); keep(case, k, indicator, "svyciprop_logit_high", ci[2])
      ci <- converged_logit(indicator, part, df)
      keep(case, k, indicator, "logit_low", ci[1]); keep(case, k, indicator, "logit_high", ci[2])
      ci <- attr(svyciprop(f, part, method = "beta", df = df), "ci")
      keep(case, k, indicator, "kg_low", ci[1]); keep(case, k, indicator, "kg_high", ci[2])
    } else {  # svyciprop gives NaN; the same formula, one-sided, at n.eff = n / (the design effect assumed with icc 0.05)
      w <- weights(design)[k == "semua" | design$variables$kec == k]
      crowd <- as.numeric(table(interaction(part$variables$stratum, part$variables$psu, drop = TRUE)))
      assumed <- length(w) * sum(w^2) / sum(w)^2 * (1 + (sum(crowd^2) / sum(crowd) - 1) * 0.05)
      m.eff <- nrow(part) / assumed * (qt(0.025, nrow(part) - 1) / qt(0.025, df))^2
      keep(case, k, indicator, "kg_low", if (p == 0) 0 else qbeta(0.025, m.eff, 1))
      keep(case, k, indicator, "kg_high", if (p == 0) qbeta(0.975, 1, m.eff) else 1)
    }
  }
}

differences <- function(case, design) for (pair in list(c("A", "B"), c("A", "C"), c("B", "C"))) {
  part <- design[design$variables$kec %in% pair & !is.na(design$variables$layak), ]
  part$variables <- within(part$variables, {
    n1 <- as.numeric(kec == pair[1]); n2 <- as.numeric(kec == pair[2]); y1 <- layak * n1; y2 <- layak * n2 })
  d <- svycontrast(svytotal(~y1 + n1 + y2 + n2, part), quote(y2 / n2 - y1 / n1))
  label <- paste(pair, collapse = "-")
  keep(case, label, "layak", "difference", coef(d)); keep(case, label, "layak", "difference_se", SE(d))
  keep(case, label, "layak", "difference_df", degf(part))
  t <- as.numeric(coef(d) / SE(d))
  keep(case, label, "layak", "p", 2 * pt(-abs(t), degf(part)))
  keep(case, label, "layak", "difference_low", coef(d) - qt(0.975, degf(part)) * SE(d))
}

# TRUTH.md's example
tiny <- data.frame(s = rep(1:2, c(5, 3)), w = rep(c(3, 4), c(5, 3)), N = rep(c(15, 12), c(5, 3)),
                   x = c(2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2))
m <- svymean(~x, svydesign(ids = ~1, strata = ~s, weights = ~w, data = tiny))
keep("truth", "semua", "x", "value", coef(m)); keep("truth", "semua", "x", "se", SE(m))
keep("truth_fpc", "semua", "x", "se", SE(svymean(~x, svydesign(ids = ~1, strata = ~s, weights = ~w, fpc = ~N, data = tiny))))

for (indicator in c("layak", "babs", "semua")) {
  shares("plain", design_of(later), indicator)
  shares("fpc", design_of(later, fpc = TRUE), indicator)
  shares("unstratified", design_of(later, strata = NULL, ids = ~interaction(stratum, psu)), indicator)
}
unweighted <- transform(later, weight = 1)
shares("unweighted", design_of(unweighted), "layak")
differences("plain", design_of(later)); differences("fpc", design_of(later, fpc = TRUE))

for (k in c("A", "B", "C", "D")) {
  m <- svymean(~anggota, subset(design_of(later), kec == k))
  keep("plain", k, "anggota", "value", coef(m)); keep("plain", k, "anggota", "se", SE(m))
}
m <- svymean(~factor(rung), design_of(later))
for (i in seq_along(coef(m))) {
  label <- sub("factor(rung)", "", names(coef(m))[i], fixed = TRUE)
  keep("classes", "semua", label, "value", coef(m)[i]); keep("classes", "semua", label, "se", SE(m)[i])
}

# a stratum left with one PSU, by each rule
one <- subset(later, !(stratum == "2" & psu != "01"))
for (rule in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  shares(paste0("lonely_", rule), design_of(one), "layak")
  differences(paste0("lonely_", rule), design_of(one))
}
options(survey.lonely.psu = "fail")
merged <- transform(one, psu = paste(stratum, psu), stratum = ifelse(stratum == "2", "1", stratum))
shares("merged", design_of(merged), "layak")

# two independent rounds: the period is one more level of strata
both <- households[!is.na(households$layak), ]
both$stratum <- paste(both$period, both$stratum)
for (k in c("A", "B", "C")) {
  part <- subset(design_of(both), kec == k)
  part$variables <- within(part$variables, {
    n1 <- as.numeric(period == "2018"); n2 <- as.numeric(period == "2023"); y1 <- layak * n1; y2 <- layak * n2 })
  d <- svycontrast(svytotal(~y1 + n1 + y2 + n2, part), quote(y2 / n2 - y1 / n1))
  keep("periods", k, "layak", "difference", coef(d)); keep("periods", k, "layak", "difference_se", SE(d))
}

write.csv(do.call(rbind, rows), "values.csv", row.names = FALSE, quote = FALSE)
told <- length(rows)
rows <- list()

# any table with weights: ratios, amounts, all classes of a variable at once, their covariance
amount <- function(case, domain, indicator, m, n) {
  keep(case, domain, indicator, "amount", coef(m)); keep(case, domain, indicator, "amount_se", sqrt(diag(as.matrix(vcov(m)))))
  keep(case, domain, indicator, "amount_deff", deff(m)); keep(case, domain, indicator, "amount_n", n)
}
with_amounts <- function(data) transform(data, jiwa_layak = layak * anggota, jiwa = ifelse(is.na(layak), NA, anggota))
contrast <- function(case, domain, indicator, d, df) {
  keep(case, domain, indicator, "contrast", coef(d)); keep(case, domain, indicator, "contrast_se", SE(d))
  keep(case, domain, indicator, "contrast_df", df)
  keep(case, domain, indicator, "contrast_p", 2 * pt(-abs(as.numeric(coef(d) / SE(d))), df))
  keep(case, domain, indicator, "contrast_low", coef(d) - qt(0.975, df) * SE(d))
}
classes_of <- c("aman", "belum_layak", "layak_sendiri", "tidak terklasifikasi")
any_table <- function(case, design) {
  for (k in c("semua", "A", "B", "C", "D")) {
    part <- if (k == "semua") design else design[design$variables$kec == k, ]
    amount(case, k, "mean anggota", svymean(~anggota, part, deff = "replace"), nrow(part))
    amount(case, k, "total anggota", svytotal(~anggota, part, deff = "replace"), nrow(part))
    answered <- part[!is.na(part$variables$layak), ]
    m <- svymean(~factor(rung, levels = classes_of), part, deff = "replace")
    v <- vcov(m)
    for (i in seq_along(classes_of)) {
      keep(case, k, paste("class", classes_of[i]), "amount", 100 * coef(m)[i])
      keep(case, k, paste("class", classes_of[i]), "amount_se", 100 * SE(m)[i])
      keep(case, k, paste("class", classes_of[i]), "amount_deff", deff(m)[i])
      for (j in seq_len(i)) keep(case, k, paste(classes_of[j], classes_of[i], sep = "|"), "covariance", 1e4 * v[j, i])
    }
    for (pair in list(c(1, 2), c(1, 3), c(2, 4))) {
      weights_of <- replace(rep(0, 4), pair, c(-1, 1))
      contrast(case, k, paste("class", paste(classes_of[pair], collapse = "|")), svycontrast(m, weights_of), degf(part))
    }
    if (nrow(answered) == 0) next
    amount(case, k, "ratio jiwa_layak", svyratio(~jiwa_layak, ~jiwa, answered, deff = "replace"), nrow(answered))
    amount(case, k, "total jiwa_layak", svytotal(~jiwa_layak, answered, deff = "replace"), nrow(answered))
  }
  for (pair in list(c("A", "B"), c("A", "C"), c("B", "C"))) {
    label <- paste(pair, collapse = "|")
    part <- design[design$variables$kec %in% pair, ]
    part$variables <- within(part$variables, {
      n1 <- as.numeric(kec == pair[1]); n2 <- as.numeric(kec == pair[2]); y1 <- anggota * n1; y2 <- anggota * n2 })
    sums <- svytotal(~y1 + n1 + y2 + n2, part)
    contrast(case, label, "mean anggota", svycontrast(sums, quote(y2 / n2 - y1 / n1)), degf(part))
    contrast(case, label, "total anggota", svycontrast(sums, quote(y2 - y1)), degf(part))
    both <- vcov(svycontrast(sums, list(one = quote(y1 / n1), two = quote(y2 / n2))))
    keep(case, label, "mean anggota", "covariance", both[1, 2])
    part <- part[!is.na(part$variables$layak), ]
    part$variables <- within(part$variables, { n1 <- n1 * jiwa; n2 <- n2 * jiwa
      y1 <- jiwa_layak * (kec == pair[1]); y2 <- jiwa_layak * (kec == pair[2]) })
    contrast(case, label, "ratio jiwa_layak", svycontrast(svytotal(~y1 + n1 + y2 + n2, part), quote(y2 / n2 - y1 / n1)), degf(part))
  }
}
any_table("table", design_of(with_amounts(later)))
any_table("table_fpc", design_of(with_amounts(later), fpc = TRUE))
options(survey.lonely.psu = "average")
any_table("table_average", design_of(with_amounts(one)))
options(survey.lonely.psu = "fail")
# the fpc as a fraction sampled, and a stratum of which every row was asked
fraction <- transform(later, psu_in_frame = n_psu[stratum] / psu_in_frame)
amount("fpc_fraction", "semua", "mean anggota", svymean(~anggota, design_of(fraction, fpc = TRUE), deff = "replace"), nrow(later))
whole <- transform(tiny, N = ifelse(s == 1, 5, 12))
m <- svymean(~x, svydesign(ids = ~1, strata = ~s, weights = ~w, fpc = ~N, data = whole), deff = "replace")
amount("fpc_whole", "semua", "mean x", m, nrow(whole))

write.csv(do.call(rbind, rows), "any_table.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "; survey", format(packageVersion("survey")), ";", told, "+", length(rows), "values\n")
