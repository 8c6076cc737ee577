//! Exemptions: their place in the line. Until they are read from files, nothing is exempt and every assessment passes
//! through unchanged.
