function setUpSearch() {}
